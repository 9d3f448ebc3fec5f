import { expect, test } from 'vitest'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { app, call, make, start, statusOf } = await startHubFlows()

test('those that are active or starting stop, the others are told', async () => {
  const [active, starting, idle] = [(await make()).id, (await make()).id, (await make()).id]
  await start(active)
  await call('POST', '/flows/multiple/start', [starting])

  const { json } = await call('POST', '/flows/multiple/stop', [active, starting, idle])

  expect(json).toMatchObject([
    { data: { id: active, status: 'stopping' } },
    { data: { id: starting, status: 'stopping' } },
    { errors: [{ message: 'Flow is not active. Current status: inactive', flowId: idle, code: 409 }] },
  ])
  await app.settled()
  expect([await statusOf(active), await statusOf(starting)]).toEqual(['inactive', 'inactive'])
})
