import { expect, test } from 'vitest'
import { createFlow } from '../../../_harness/flows.ts'
import { graph, node, startHubFlows } from '../../../_harness/hub-flows.ts'

const { app, call, make, start, told } = await startHubFlows()
const update = (id: string, body: unknown) => call('PATCH', `/flows/${id}`, body)

test('members that are given replace those that were, each as a whole; null removes one', async () => {
  const { id } = await make({ description: 'old', cron: '* * * * *', flowSettings: { a: 1, b: 2 } })
  const other = { nodes: [node('other')], edges: [] }

  const { status, json } = await update(id, { graph: other, description: null, cron: '', flowSettings: { a: 3 } })

  expect(status).toBe(200)
  expect(json.data).toMatchObject({ id, name: 'A to B', graph: other, flowSettings: { a: 3 } })
  expect(json.data).not.toHaveProperty('description')
  expect(json.data).not.toHaveProperty('cron')
  expect((await call('GET', `/flows/${id}`)).json.data).toEqual(json.data)
})

test('what GetFlow answers is taken, another id in it is ignored', async () => {
  const { id } = await make()
  const { data } = (await call('GET', `/flows/${id}`)).json

  const answer = await update(id, { ...data, id: '0'.repeat(24) })
  expect([answer.status, answer.json.data.id, answer.json.data.createdAt]).toEqual([200, id, data.createdAt])
})

test('is refused for a flow that is started, before its body is judged, and for one made elsewhere', async () => {
  const { id } = await make()
  await start(id)
  const started = await update(id, { graph: null })
  expect([started.status, told(started)]).toEqual([409, ['Flow is not inactive. Current status: active']])

  const wrong = await update((await make()).id, { graph: null })
  expect([wrong.status, told(wrong)]).toEqual([400, ['Flows require a graph.']])

  const client = await app.appflowFor()
  await createFlow(client, 'of-appflow')
  const { flows } = (await app.request('GET', '/v1/flows', { token: await app.tokenFor({ name: 'admin' }) })).json
  const elsewhere = await update(flows.find(({ handle }: { handle: string }) => handle === 'of-appflow').id, {})
  expect([elsewhere.status, told(elsewhere)]).toEqual([
    409,
    ['Flow was made through another API and is changed there.'],
  ])
  expect((await update('x', {})).status).toBe(400)
  expect((await update('0'.repeat(24), {})).status).toBe(404)
})

test('of two updates of different members at once none is lost', async () => {
  const { id } = await make()
  await Promise.all([update(id, { description: 'one' }), update(id, { type: 'two' }), update(id, { name: 'three' })])

  expect((await call('GET', `/flows/${id}`)).json.data).toMatchObject({
    description: 'one',
    type: 'two',
    name: 'three',
    graph,
  })
})
