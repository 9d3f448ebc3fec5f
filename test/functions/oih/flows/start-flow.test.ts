import { expect, test } from 'vitest'
import { moveFlow } from '../../../../lib/store/move.ts'
import { createFlow, onDemand } from '../../../_harness/flows.ts'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { app, call, make, start, statusOf, told } = await startHubFlows()
const startFlow = (id: string) => call('POST', `/flows/${id}/start`)
const idOf = async (name: string) => {
  const { flows } = (await app.request('GET', '/v1/flows', { token: await app.tokenFor({ name: 'admin' }) })).json
  return flows.find(({ handle }: { handle: string }) => handle === name).id as string
}

test('a flow is starting, then active when its trigger is armed', async () => {
  const { id } = await make({ cron: '*/10 * * * * *' })

  const { status, json } = await startFlow(id)
  expect([status, json]).toEqual([200, { data: { id, status: 'starting' }, meta: {} }])
  await app.settled()
  expect(await statusOf(id)).toBe('active')
  const again = await startFlow(id)
  expect([again.status, told(again)]).toEqual([409, ['Flow is not inactive. Current status: active']])
})

test('of starts at once exactly one is taken', async () => {
  const { id } = await make()
  const answers = await Promise.all(Array.from({ length: 5 }, () => startFlow(id)))
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409])
})

test('a flow that is paused or errored is shown as inactive and starts', async () => {
  for (const move of ['pause', 'fail'] as const) {
    const { id } = await make()
    await start(id)
    await moveFlow(app.table, { tenant: 'default', flow: { id }, move, at: new Date().toISOString(), by: 'test' })
    expect(await statusOf(id)).toBe('inactive')
    expect((await startFlow(id)).status).toBe(200)
    await app.settled()
    expect(await statusOf(id)).toBe('active')
  }
})

test('a flow made through AppFlow starts here, one that is run on demand does not', async () => {
  const client = await app.appflowFor()
  await createFlow(client, 'event-triggered')
  await createFlow(client, 'on-demand', onDemand)

  expect((await startFlow(await idOf('event-triggered'))).json.data.status).toBe('starting')
  const refused = await startFlow(await idOf('on-demand'))
  expect([refused.status, told(refused)]).toEqual([409, ['Flow is not inactive. Current status: active']])
})

test('what is no id is told from what is not there', async () => {
  expect((await startFlow('x')).status).toBe(400)
  const { status, json } = await startFlow('0'.repeat(24))
  expect([status, json]).toEqual([404, { errors: [{ message: 'No flow with this ID found', code: 404 }] }])
})
