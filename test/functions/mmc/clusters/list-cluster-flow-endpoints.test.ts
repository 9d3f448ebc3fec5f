import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()

test('lists the endpoints of one flow', async () => {
  expect((await mmc('GET', '/clusters/example/flows/Running/example-app/endpoints')).json).toEqual({
    total: 1,
    data: [
      {
        address: 'running',
        id: 'endpoint.vm.running',
        type: 'VM',
        status: 'started',
        connector: 'connector.VM.mule.default',
        routedMessages: 0,
        synchronous: true,
        filtered: false,
        tx: false,
      },
    ],
  })
  expect((await mmc('GET', '/clusters/example/flows/Unknown/example-app/endpoints')).status).toBe(404)
})
