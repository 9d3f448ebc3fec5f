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
