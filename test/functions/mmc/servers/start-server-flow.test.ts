import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, desired } = await startSeededApp()

test('asks the server; a wrong state is 500 and an unknown flow 404', async () => {
  const flows = `/servers/${server('example-single')}/flows`

  expect((await mmc('POST', `${flows}/Stopped/example-app/start`)).text).toBe('The flow started successfully')

  expect((await desired('example-single'))?.applications['example-app']?.flows).toEqual({ Stopped: 'running' })
  expect((await mmc('POST', `${flows}/Running/example-app/start`)).status).toBe(500)
  expect((await mmc('POST', `${flows}/Unknown/example-app/start`)).status).toBe(404)
})
