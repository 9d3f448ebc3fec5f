import {
  CancelFlowExecutionsCommand,
  DeleteFlowCommand,
  DescribeFlowCommand,
  StartFlowCommand,
  StopFlowCommand,
} from '@aws-sdk/client-appflow'
import { afterAll, describe, expect, test } from 'vitest'
import { appflowRunQuota } from '../../../lib/core/runs/count-run.ts'
import { read } from '../../../lib/store/read.ts'
import { startTestApp } from '../../_harness/app.ts'
import { labelledFlow } from '../../_harness/flow-items.ts'
import { createFlow, onDemand, refusal, scheduled } from '../../_harness/flows.ts'
import { makeHeldFlow, recordsOf, setRunsInProgress } from '../../_harness/appflow-runs.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const start = (flowName: string, clientToken?: string) => client.send(new StartFlowCommand({ flowName, clientToken }))
const statusOf = async (flowName: string) => (await client.send(new DescribeFlowCommand({ flowName }))).flowStatus

test('a draft becomes active, and the answer names its ARN without an execution', async () => {
  await createFlow(client, 'draft', scheduled())

  const answer = await start('draft')

  expect(answer).toMatchObject({ flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/draft', flowStatus: 'Active' })
  expect(answer.executionId).toBeUndefined()
  expect(await statusOf('draft')).toBe('Active')
})

test('an active flow stays as it is and nothing is written', async () => {
  await createFlow(client, 'active')
  await start('active')
  const before = await client.send(new DescribeFlowCommand({ flowName: 'active' }))

  expect((await start('active')).flowStatus).toBe('Active')

  expect((await client.send(new DescribeFlowCommand({ flowName: 'active' }))).lastUpdatedAt).toEqual(
    before.lastUpdatedAt,
  )
})

test('a suspended flow becomes active again', async () => {
  await createFlow(client, 'suspended')
  await start('suspended')
  await client.send(new StopFlowCommand({ flowName: 'suspended' }))

  expect((await start('suspended')).flowStatus).toBe('Active')
})

test('a repeated token answers as the first time and does not start a flow stopped in between', async () => {
  await createFlow(client, 'retried')
  await start('retried', 'token-1')
  await client.send(new StopFlowCommand({ flowName: 'retried' }))

  expect((await start('retried', 'token-1')).flowStatus).toBe('Active')
  expect(await statusOf('retried')).toBe('Suspended')

  expect((await start('retried', 'token-2')).flowStatus).toBe('Active')
  expect(await statusOf('retried')).toBe('Active')
})

test('a token spent on an already active flow still counts as used', async () => {
  await createFlow(client, 'already')
  await start('already', 'token-a')
  await start('already', 'token-b')
  await client.send(new StopFlowCommand({ flowName: 'already' }))

  await start('already', 'token-b')

  expect(await statusOf('already')).toBe('Suspended')
})

test('a token used for another flow is a conflict', async () => {
  await createFlow(client, 'one')
  await createFlow(client, 'two')
  await start('one', 'shared')

  expect(await refusal(start('two', 'shared'))).toMatchObject({ name: 'ConflictException', status: 409 })
  expect(await statusOf('two')).toBe('Draft')
})

describe('an on-demand flow', () => {
  test('is run by each start, stays active, and its runs may overlap', async () => {
    await makeHeldFlow(app, 'demand')

    const [one, other] = [await start('demand'), await start('demand')]

    expect(one).toMatchObject({
      flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/demand',
      flowStatus: 'Active',
      executionId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/) as string,
    })
    expect(other.executionId).not.toBe(one.executionId)
    expect((await recordsOf(client, 'demand')).map(({ executionStatus }) => executionStatus)).toEqual([
      'InProgress',
      'InProgress',
    ])
  })

  test('answers a repeated token with the same run, at the same moment and after its end', async () => {
    await createFlow(client, 'repeated', onDemand)

    const answers = await Promise.all([1, 2, 3].map(() => start('repeated', 'token-r')))
    await app.settled()
    answers.push(await start('repeated', 'token-r'))

    expect(new Set(answers.map(({ executionId }) => executionId)).size).toBe(1)
    expect(await recordsOf(client, 'repeated')).toHaveLength(1)
    expect((await start('repeated', 'token-s')).executionId).not.toBe(answers[0]?.executionId)
  })

  test('that is made anew under the name does not answer with the old run', async () => {
    await createFlow(client, 'anew', onDemand)
    const { executionId } = await start('anew', 'token-n')
    await app.settled()
    await client.send(new DeleteFlowCommand({ flowName: 'anew' }))
    await createFlow(client, 'anew', onDemand)

    const again = await start('anew', 'token-n')

    expect(again.executionId).toBeDefined()
    expect(again.executionId).not.toBe(executionId)
    expect((await recordsOf(client, 'anew')).map((one) => one.executionId)).toEqual([again.executionId])
  })

  test('is run by a token that was used for another flow: there it counts for one flow', async () => {
    await createFlow(client, 'left', onDemand)
    await createFlow(client, 'right', onDemand)

    const answers = [await start('left', 'token-lr'), await start('right', 'token-lr')]

    expect(new Set(answers.map(({ executionId }) => executionId)).size).toBe(2)
  })

  test('is not run beyond the quota of runs in progress, which a repeated token does not count against', async () => {
    await app.settled()
    await makeHeldFlow(app, 'full')
    await setRunsInProgress(app.table, appflowRunQuota - 1)

    const { executionId } = await start('full', 'token-q')

    expect(await refusal(start('full'))).toMatchObject({ name: 'ServiceQuotaExceededException', status: 402 })
    expect((await start('full', 'token-q')).executionId).toBe(executionId)
    expect(await recordsOf(client, 'full')).toHaveLength(1)

    await client.send(new CancelFlowExecutionsCommand({ flowName: 'full' }))
    await app.settled()
    expect((await start('full')).executionId).toBeDefined()
  })
})

test('an on-demand flow of another dialect is run from all its first steps, however many', async () => {
  const steps = Array.from({ length: 95 }, (_, index) => ({ id: `s${index}`, component: 'log', settings: {} }))
  const flow = await app.makeFlow({
    ...labelledFlow('Many steps', 'd'.repeat(24)),
    madeBy: 'flow-manager',
    trigger: { kind: 'on-demand' },
    definition: { steps, links: [], details: {} },
  })

  const { executionId } = await start(flow.handle)
  await app.settled()

  expect(await read(app.table, 'run', 'default', flow.id, executionId ?? '')).toMatchObject({
    status: 'succeeded',
    counters: { started: 95, succeeded: 95 },
  })
})

test('an absent flow is not found, and neither is another tenant’s', async () => {
  const stranger = await app.appflowFor({ name: 'owner', tenant: 'elsewhere' })
  await createFlow(stranger, 'theirs')

  const absent = await refusal(start('nowhere'))
  const foreign = await refusal(start('theirs'))

  expect(absent).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
  expect(foreign).toEqual({ ...absent, message: absent.message.replace('nowhere', 'theirs') })
  expect((await stranger.send(new DescribeFlowCommand({ flowName: 'theirs' }))).flowStatus).toBe('Draft')
})
