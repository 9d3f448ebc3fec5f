import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn'
import aslValidator from 'asl-validator'
import { afterEach, describe, expect, test } from 'vitest'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import { administrator } from '../_harness/app.ts'
import { startFleet, twoFlows, type Fleet } from '../_harness/fleet.ts'

const registry = await loadRegistry()
let fleet: Fleet | undefined
afterEach(async () => {
  await fleet?.stop()
  fleet = undefined
})

describe.each(registry.workflows)('the definition of $name', ({ text, tasks }) => {
  const definition = JSON.parse(
    text.replaceAll(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1'),
  ) as object

  test('is valid, and names functions there are', () => {
    expect(aslValidator(structuredClone(definition))).toMatchObject({ isValid: true })
    for (const name of Object.values(tasks)) expect(registry.functions.map((unit) => unit.name)).toContain(name)
  })

  test('uses only what the local runner runs as Step Functions does', () => {
    const members = new Set<string>()
    JSON.stringify(definition, (_key, value: unknown) => {
      if (value !== null && typeof value === 'object' && !Array.isArray(value) && 'Type' in value) {
        for (const member of Object.keys(value)) members.add(member)
      }
      return value
    })
    const known = [
      'Type',
      'Resource',
      'Parameters',
      'ResultPath',
      'Retry',
      'Catch',
      'Next',
      'Choices',
      'Default',
      'SecondsPath',
      'ItemsPath',
      'ItemSelector',
      'ItemProcessor',
      'TimeoutSecondsPath',
      'Result',
      'OutputPath',
    ]
    expect([...members].filter((member) => !known.includes(member))).toEqual([])
  })
})

/** Runs a restart of two servers while `meddle` stands around each task. */
async function rolled(meddle: (name: string, run: () => Promise<unknown>) => Promise<unknown>) {
  fleet = await startFleet({ count: 2, applications: [twoFlows] })
  const id = await fleet.formCluster('east', fleet.runtimes)
  const boots = fleet.runtimes.map((runtime) => runtime.boots)
  const { invoke } = fleet.app.functions
  fleet.app.functions.invoke = (name, event) =>
    name.startsWith('roll-cluster-') ? meddle(name, () => invoke(name, event)) : invoke(name, event)
  const { rollout } = (await fleet.control('POST', `/clusters/${id}/restart`, {})).json as { rollout: { id: string } }
  const ended = await fleet.ended(rollout.id)
  await fleet.settled()
  const cluster = (await fleet.mmc('GET', '/clusters/east')).json as { clusterStatus: string }
  return { ended, cluster, boots: fleet.runtimes.map((runtime, index) => runtime.boots - (boots[index] ?? 0)) }
}

test('every task is idempotent', async () => {
  const twice: Record<string, [unknown, unknown][]> = {}
  const { ended, boots } = await rolled(async (name, run) => {
    const first = await run()
    // The first of an execution raises the epoch each time: the second one is what the execution goes on with.
    const second = await run()
    ;(twice[name] ??= []).push([first, second])
    return name.endsWith('BeginRollout') ? second : first
  })

  expect([ended.status, boots]).toEqual(['succeeded', [1, 1]])
  for (const [first, second] of [
    ...(twice['roll-cluster-ChooseBatch'] ?? []),
    ...(twice['roll-cluster-OrderServer'] ?? []),
  ]) {
    expect(second).toEqual(first)
  }
})

test.each(['BeginRollout', 'ChooseBatch', 'OrderServer', 'JudgeServer', 'EndRollout'])(
  'a passing failure of %s, before and after its work, is tried again and leaves no trace',
  async (task) => {
    let failures = 0
    const { ended, boots, cluster } = await rolled(async (name, run) => {
      if (!name.endsWith(task) || failures >= 2) return run()
      failures++
      if (failures === 2) await run()
      throw Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' })
    })

    expect([ended.status, boots, cluster.clusterStatus, failures]).toEqual(['succeeded', [1, 1], 'OK', 2])
  },
  30_000,
)

test('an execution that an earlier version kept is described by the name its state machine has now', async () => {
  fleet = await startFleet({ count: 0 })
  const { app } = fleet
  // As it was written while a state machine had the bare name of its workflow.
  const kept = { workflow: 'roll-cluster', name: 'kept', input: '{}', status: 'SUCCEEDED', startedAt: 0, output: '{}' }
  await app.state.put('execution', 'roll-cluster/kept', kept)
  const client = new SFNClient({
    endpoint: app.awsUrl,
    region: 'us-east-1',
    credentials: await app.keyFor(administrator),
  })

  const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:sluice-roll-cluster:kept'
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    name: 'kept',
    executionArn,
  })
})

test('the local endpoint speaks as Step Functions does: the real client starts, lists and describes, and one name is one execution', async () => {
  fleet = await startFleet({ count: 0 })
  const { app } = fleet
  const client = new SFNClient({
    endpoint: app.awsUrl,
    region: 'us-east-1',
    credentials: await app.keyFor(administrator),
  })
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:sluice-roll-cluster'
  const input = JSON.stringify({ tenant: 'default', rolloutId: 'none' })

  const started = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'by-hand', input }))
  await app.settled()

  const { executionArn } = started
  const described = await client.send(new DescribeExecutionCommand({ executionArn }))
  expect(described).toMatchObject({ status: 'SUCCEEDED', input, name: 'by-hand' })
  expect(described.startDate).toBeInstanceOf(Date)
  expect((await client.send(new ListExecutionsCommand({ stateMachineArn }))).executions).toHaveLength(1)
  await expect(
    client.send(new StartExecutionCommand({ stateMachineArn, name: 'by-hand', input })),
  ).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' })
  await expect(
    client.send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x`, input })),
  ).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
  await expect(client.send(new SendTaskSuccessCommand({ taskToken: 'nobody', output: '{}' }))).rejects.toMatchObject({
    name: 'TaskTimedOut',
  })
  await expect(client.send(new DescribeExecutionCommand({ executionArn: `${executionArn}x` }))).rejects.toMatchObject({
    name: 'ExecutionDoesNotExist',
  })
})
