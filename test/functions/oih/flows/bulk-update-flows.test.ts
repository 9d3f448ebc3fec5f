import { expect, test } from 'vitest'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, make, start } = await startHubFlows()

test('each member is told apart, and a single object counts as one', async () => {
  const [good, started] = [(await make()).id, (await make()).id]
  await start(started)
  const nowhere = '0'.repeat(24)

  const { status, json } = await call('PATCH', '/flows/bulk', [
    { id: nowhere },
    { id: started, name: 'x' },
    { name: 'no id' },
    { id: good, graph: null },
    { id: good, name: 'B to C' },
  ])

  expect(status).toBe(200)
  expect(json.data).toMatchObject([
    { errors: [{ message: `Flow ${nowhere} not found`, code: 404 }] },
    { errors: [{ message: `Flow ${started} is not inactive. Current status: active`, code: 409 }] },
    { errors: [{ message: 'Invalid id', code: 400 }] },
    { errors: [{ message: 'Flows require a graph.', code: 400 }] },
    { id: good, name: 'B to C' },
  ])
  const single = await call('PATCH', '/flows/bulk', { id: good, name: 'C to D' })
  expect(single.json.data).toMatchObject([{ id: good, name: 'C to D' }])
})
