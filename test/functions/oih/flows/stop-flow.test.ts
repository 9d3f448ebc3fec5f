import { expect, test } from 'vitest'
import { moveFlow } from '../../../../lib/store/move.ts'
import { createFlow, onDemand } from '../../../_harness/flows.ts'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { app, call, make, start, statusOf, told } = await startHubFlows()
const stopFlow = (id: string) => call('POST', `/flows/${id}/stop`)

test('a flow is stopping, then inactive when its trigger is disarmed', async () => {
  const { id } = await make({ cron: '0 3 * * *' })
  await start(id)

  const { status, json } = await stopFlow(id)
  expect([status, json]).toEqual([200, { data: { id, status: 'stopping' }, meta: {} }])
  await app.settled()
  expect(await statusOf(id)).toBe('inactive')
  const again = await stopFlow(id)
  expect([again.status, told(again)]).toEqual([409, ['Flow is not active. Current status: inactive']])
})

test('one that is starting is stopped, one that is paused is not', async () => {
  const { id } = await make()
  await call('POST', `/flows/${id}/start`)
  expect((await stopFlow(id)).status).toBe(200)
  await app.settled()
  expect(await statusOf(id)).toBe('inactive')

  await start(id)
  await moveFlow(app.table, {
    tenant: 'default',
    flow: { id },
    move: 'pause',
    at: new Date().toISOString(),
    by: 'test',
  })
  const refused = await stopFlow(id)
  expect([refused.status, told(refused)]).toEqual([409, ['Flow is not active. Current status: inactive']])
})

test('one that AppFlow runs on demand has nothing to stop', async () => {
  await createFlow(await app.appflowFor(), 'on-demand', onDemand)
  const { flows } = (await app.request('GET', '/v1/flows', { token: await app.tokenFor({ name: 'admin' }) })).json
  const refused = await stopFlow(flows.find(({ handle }: { handle: string }) => handle === 'on-demand').id)
  expect([refused.status, told(refused)]).toEqual([
    409,
    ['Flow runs on demand and can not be stopped. Current status: active'],
  ])
})
