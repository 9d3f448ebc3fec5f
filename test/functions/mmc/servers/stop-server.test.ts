import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, agent, desired } = await startSeededApp()

test('orders it once, and shows each step of the way', async () => {
  const path = `/servers/${server('example-single')}`

  expect((await mmc('POST', `${path}/stop`)).text).toBe('"200 OK"')

  expect((await desired('example-single'))?.command).toMatchObject({ kind: 'stop', generation: 1 })
  expect((await mmc('GET', path)).json.status).toBe('OK')
  await agent('example-single').checkIn({ commandGeneration: 1, status: 'stopped' })
  expect((await mmc('GET', path)).json).toMatchObject({ status: 'STOPPED', runningServices: -1 })
})

test('one that is down is refused with 500, an unknown one with 404', async () => {
  await agent('example-rolling').checkIn({ boot: 2, commandGeneration: 9, status: 'stopped' })

  expect((await mmc('POST', `/servers/${server('example-rolling')}/stop`)).status).toBe(500)
  expect((await mmc('POST', '/servers/local$nowhere/stop')).status).toBe(404)
})
