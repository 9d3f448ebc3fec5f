import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server } = await startSeededApp()

test('lists them by both documented paths', async () => {
  for (const path of ['/flows/Running/example-app/endpoints', '/Running/example-app/endpoints']) {
    expect((await mmc('GET', `/servers/${server('example-single')}${path}`)).json).toMatchObject({
      total: 1,
      data: [{ id: 'endpoint.vm.running' }],
    })
  }
  expect((await mmc('GET', `/servers/${server('example-single')}/flows/Unknown/example-app/endpoints`)).status).toBe(
    404,
  )
})
