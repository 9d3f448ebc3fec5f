import { expect, test } from 'vitest'
import { runnableFlow } from '../../../_harness/flow-items.ts'
import { startHub } from '../../../_harness/oih.ts'
import { log } from '../../../_harness/runnable-flows.ts'

const { app, admin, hub, member } = await startHub()
const ann = await member('ann@example.com', { organisation: 'acme', permissions: ['flows.read', 'flows.control'] })
const made = { ...runnableFlow('A to B', [log()]), trigger: { kind: 'webhook' as const }, owners: [ann.id] }
const { id: flowId } = await app.makeFlow(made)
await hub('POST', `/flows/${flowId}/start`, ann.token)
await app.settled()
const begun = await app.request('POST', `/v1/flows/${flowId}/runs`, { token: admin, body: {} })
await app.settled()
const id = begun.json.id as string

test('a run is shown with the organisation of who started its flow, as the list shows it', async () => {
  const { status, json } = await hub('GET', `/executions/${id}`, ann.token)
  expect(status).toBe(200)
  expect(json.data).toMatchObject({ flowExecId: id, flowId, tenant: 'acme', started: 1, succeeded: 1, errors: 0 })
  const { json: listed } = await hub('GET', `/executions?filter[flowId]=${flowId}`, ann.token)
  expect(listed.data).toEqual([json.data])
})

test('a run that is not there, or whose flow is not seen, is not found', async () => {
  const bob = await member('bob@example.com', { permissions: ['flows.read'] })
  for (const [path, token] of [
    ['019b76da-a800-7000-8000-000000000001', ann.token],
    ['any%7Ctext', ann.token],
    [id, bob.token],
  ]) {
    const { status, json } = await hub('GET', `/executions/${path}`, token)
    expect([status, json]).toEqual([404, { error: 'Execution not found' }])
  }
})

test('a run of a webhook is shown under the id that its caller gave it, of several the newest that is seen', async () => {
  const call = (flow: string) =>
    app.request('POST', `/oih/webhooks/${flow}`, { body: {}, headers: { 'x-request-id': 'order|17' } })
  const other = await app.makeFlow({ ...runnableFlow('C to D', [log()]), trigger: { kind: 'webhook' } })
  await hub('POST', `/flows/${other.id}/start`, admin)
  await app.settled()
  const runs = [(await call(flowId)).headers.get('x-sluice-run'), (await call(other.id)).headers.get('x-sluice-run')]

  const shown = async (path: string, token: string) => (await hub('GET', `/executions/${path}`, token)).json.data
  expect(await shown('order%7C17', admin)).toMatchObject({ flowExecId: 'order|17', flowId: other.id })
  expect(await shown('order%7C17', ann.token)).toMatchObject({ flowExecId: 'order|17', flowId })
  expect(await shown(runs[0]?.replaceAll('-', '') ?? '', ann.token)).toMatchObject({ flowExecId: 'order|17', flowId })
})
