import { expect, test } from 'vitest'
import { runnableFlow } from '../../../_harness/flow-items.ts'
import { startHub } from '../../../_harness/oih.ts'
import { log, storedRun, unregistered } from '../../../_harness/runnable-flows.ts'
import { commit } from '../../../../lib/store/commit.ts'

const { app, admin, hub, member } = await startHub()
const reader = { permissions: ['flows.read', 'flows.write'] }
const ann = await member('ann@example.com', { organisation: 'acme', ...reader })
const bob = await member('bob@example.com', reader)
const { id: flowId } = await app.makeFlow({ ...runnableFlow('A to B', [log(), unregistered()]), owners: [ann.id] })
const begin = async () => {
  const { json } = await app.request('POST', `/v1/flows/${flowId}/runs`, { token: admin, body: {} })
  await app.settled()
  return json.id as string
}
const ids = [await begin(), await begin()]
const list = (query: string, token = ann.token) => hub('GET', `/executions${query}`, token)
const of = (id: string) => `?filter[flowId]=${id}`

test('the runs of a flow are listed, newest first, with what became of each step', async () => {
  const { status, json } = await list(of(flowId))
  expect(status).toBe(200)
  expect(json.data.map(({ flowExecId }: { flowExecId: string }) => flowExecId)).toEqual(ids.toReversed())
  expect(json.data[1]).toEqual({
    _id: ids[0]?.replaceAll('-', '').slice(0, 24),
    flowExecId: ids[0],
    flowId,
    started: 2,
    succeeded: 1,
    errors: 1,
    stepCounters: { log: { in: 1, out: 1, errors: 0 }, unregistered: { in: 1, out: 0, errors: 1 } },
    startedNodes: ['log', 'unregistered'],
    succeededNodes: ['log'],
    createdAt: expect.stringMatching(/Z$/) as string,
    updatedAt: expect.stringMatching(/Z$/) as string,
  })
})

test('the hub sees the runs of flows that were made through other APIs, by an id in either case', async () => {
  expect((await list(of(flowId.toUpperCase()))).json.data).toHaveLength(2)
})

test('of a flow that is not seen, is not there, or whose id is none, there are no runs', async () => {
  for (const query of [of('a'.repeat(24)), of('not-an-id')]) expect((await list(query)).json).toEqual({ data: [] })
  expect((await list(of(flowId), bob.token)).json).toEqual({ data: [] })
})

test('a filter is required', async () => {
  for (const query of ['', '?filter[flowId]=', '?flowId=1']) {
    const { status, json } = await list(query)
    expect([status, json]).toEqual([400, { error: 'filter[flowId] is required.' }])
  }
  const { status, json } = await list(`${of(flowId)}&filter[flowId]=${flowId}`)
  expect([status, json]).toEqual([400, { error: 'Invalid filter[flowId] parameter' }])
})

test('reading flows is what it needs', async () => {
  const { token } = await member('nobody@example.com', { permissions: [] })
  const { status, json } = await list(of(flowId), token)
  expect([status, json]).toEqual([403, { error: 'MISSING_PERMISSION' }])
  expect((await hub('GET', '/executions')).json).toEqual({ error: 'Missing authorization header.' })
})

test('of many runs the newest hundred are listed', async () => {
  const of101 = Array.from({ length: 101 }, (_, index) => `019b76da-a800-7000-8000-${String(index).padStart(12, '0')}`)
  const other = 'b'.repeat(24)
  await Promise.all(
    of101.map((id) =>
      commit(app.table, [{ kind: 'put', entity: 'run', item: storedRun({ flowId: other, id, status: 'succeeded' }) }]),
    ),
  )
  const { json } = await list(of(other), admin)
  expect(json.data).toHaveLength(100)
  expect([json.data[0].flowExecId, json.data[99].flowExecId]).toEqual([of101[100], of101[1]])
})
