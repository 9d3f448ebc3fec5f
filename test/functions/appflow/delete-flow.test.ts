import { DeleteFlowCommand, DescribeFlowCommand, ListFlowsCommand, StartFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, onDemand, refusal } from '../../_harness/flows.ts'
import { makeHeldFlow, recordsOf, startRun } from '../../_harness/appflow-runs.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const remove = (flowName: string, forceDelete?: boolean) =>
  client.send(new DeleteFlowCommand({ flowName, forceDelete }))

test('a deleted flow is gone at once, and deleting it again is not found', async () => {
  await createFlow(client, 'gone')

  await remove('gone')

  expect(await refusal(client.send(new DescribeFlowCommand({ flowName: 'gone' })))).toMatchObject({ status: 404 })
  expect((await client.send(new ListFlowsCommand({}))).flows?.map(({ flowName }) => flowName)).not.toContain('gone')
  expect(await refusal(remove('gone'))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
})

test('its name is free at once and inherits nothing', async () => {
  await createFlow(client, 'again', { description: 'first', tags: { a: 'b' } })
  await remove('again')

  await createFlow(client, 'again')

  const flow = await client.send(new DescribeFlowCommand({ flowName: 'again' }))
  expect(flow.description).toBeUndefined()
  expect(flow.tags).toEqual({})
})

test('an active flow is deleted only by force', async () => {
  await createFlow(client, 'active')
  await client.send(new StartFlowCommand({ flowName: 'active' }))

  expect(await refusal(remove('active'))).toMatchObject({ name: 'ConflictException', status: 409 })
  await remove('active', true)

  expect(await refusal(remove('active', true))).toMatchObject({ status: 404 })
})

test('an idle on-demand flow needs no force although it is active', async () => {
  await createFlow(client, 'demand', onDemand)

  await expect(remove('demand')).resolves.toBeDefined()
})

test('a flow with a run in progress is deleted only by force, and its runs go with it', async () => {
  await makeHeldFlow(app, 'busy')
  await startRun(client, 'busy')

  const refused = await refusal(remove('busy'))
  expect(refused).toMatchObject({ name: 'ConflictException', status: 409 })
  expect(refused.message).toContain('run')

  await remove('busy', true)
  await createFlow(client, 'busy', onDemand)
  expect(await recordsOf(client, 'busy')).toEqual([])
})

test('a flow whose runs have ended needs no force', async () => {
  await createFlow(client, 'over', onDemand)
  await startRun(client, 'over')
  await app.settled()

  await expect(remove('over')).resolves.toBeDefined()
})
