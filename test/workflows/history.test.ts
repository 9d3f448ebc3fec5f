import { afterEach, expect, test } from 'vitest'
import type { Execution } from '../../lib/local/executions.ts'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import { deploymentsOf, version, uuidOf } from '../_harness/deployments.ts'
import { startFleet, type Fleet, type FleetOptions } from '../_harness/fleet.ts'

/**
 * An execution of Step Functions holds 25,000 events. Here both bounds are lower: that of the history, and that of the
 * looks after which a workflow goes on in another execution.
 */
const registry = await loadRegistry()
const withLooks = (most: number) => ({
  ...registry,
  workflows: registry.workflows.map((one) => ({
    ...one,
    text: one.text.replaceAll(/"mostLooks": \d+/g, `"mostLooks": ${most}`),
  })),
})

let fleet: Fleet
afterEach(() => fleet.stop())
const begin = async (historyLimit: number, mostLooks: number, options: FleetOptions) => {
  fleet = await startFleet({ ...options, app: { registry: withLooks(mostLooks), historyLimit } })
}
const executionsOf = async (rolloutId: string): Promise<Execution[]> =>
  (await fleet.app.executions.all()).filter(({ name }) => name.startsWith(`${rolloutId}-`))

const rolloutOf = async (rolloutId: string) =>
  (await fleet.control('GET', `/rollouts/${rolloutId}`)).json as { status: string; servers: { status: string }[] }

async function deploy(seconds: number): Promise<string> {
  const orders = await version(fleet.app, fleet.token, 'orders', '1')
  const servers = fleet.runtimes.map(({ serverId }) => `local$${serverId}`)
  const { create } = deploymentsOf(fleet)
  const { id } = await create('a', { servers, applications: [orders] })
  const policy = { maxParallel: 1, serverTimeoutSeconds: seconds }
  const { json } = await fleet.control('POST', `/deployments/${uuidOf(id)}/rollouts`, { kind: 'deploy', policy })
  return json.rolloutId as string
}

test('a deployment that needs more looks than one execution may hold runs to its end, in several', async () => {
  await begin(150, 10, { count: 2, faults: { deploySeconds: 60 } })
  const rolloutId = await deploy(600)
  const rollout = await fleet.ended(rolloutId)
  await fleet.settled()

  expect(rollout.servers.map(({ status }) => status)).toEqual(['done', 'done'])
  const executions = await executionsOf(rolloutId)
  expect(executions.length).toBeGreaterThan(2)
  expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'SUCCEEDED'))
})

test('a restart that needs more looks than one execution may hold runs to its end, each server restarted once', async () => {
  await begin(330, 10, { count: 4 })
  const id = await fleet.formCluster('east', fleet.runtimes)
  const boots = fleet.runtimes.map(({ boots }) => boots)
  const { json } = await fleet.control('POST', `/clusters/${id}/restart`, {})
  const rollout = await fleet.ended(json.rollout.id as string)
  await fleet.settled()

  expect(rollout.status).toBe('succeeded')
  expect(fleet.runtimes.map(({ boots }) => boots)).toEqual(boots.map((count) => count + 1))
  const executions = await executionsOf(rollout.id)
  expect(executions.length).toBeGreaterThan(1)
  expect(executions.map(({ status }) => status)).toEqual(executions.map(() => 'SUCCEEDED'))
})

test('paused while it goes over into another execution, a rollout pauses there, and resumed comes to its end', async () => {
  await begin(150, 10, { count: 2, faults: { deploySeconds: 90 } })
  const rolloutId = await deploy(600)
  await fleet.until(async () => (await executionsOf(rolloutId)).length > 1)
  await fleet.control('POST', `/rollouts/${rolloutId}/pause`)
  await fleet.until(async () => (await rolloutOf(rolloutId)).status === 'paused')
  await fleet.control('POST', `/rollouts/${rolloutId}/resume`)

  expect((await fleet.ended(rolloutId)).status).toBe('succeeded')
})

test('an execution whose history is full fails as on AWS, with the same error', async () => {
  await begin(60, 1000, { count: 1, faults: { deploySeconds: 90 } })
  const rolloutId = await deploy(600)
  await fleet.until(async () => (await executionsOf(rolloutId))[0]?.status === 'FAILED')

  expect(await executionsOf(rolloutId)).toMatchObject([
    { error: 'States.Runtime', cause: 'The execution reached the maximum number of history events (60).' },
  ])
})

test('an execution that began under a definition that counted no looks goes on: its tasks take what it sends', async () => {
  await begin(25_000, 500, { count: 3, faults: { deploySeconds: 600 } })
  const { invoke } = fleet.app.functions
  const taken = async (workflow: string, rolloutId: string) => {
    await fleet.until(async () => (await rolloutOf(rolloutId)).servers.some(({ status }) => status === 'ordered'))
    const task = { tenant: 'default', rolloutId }
    return { ...task, ...((await invoke(`${workflow}-BeginRollout`, task)) as { epoch: number }) }
  }
  const deployment = await taken('roll-deployment', await deploy(600))
  expect(await invoke('roll-deployment-AdvanceDeployment', deployment)).toMatchObject({ next: 'look', looks: 1 })

  const id = await fleet.formCluster('east', fleet.runtimes.slice(1))
  const { json } = await fleet.control('POST', `/clusters/${id}/restart`, {})
  const restart = await taken('roll-cluster', json.rollout.id as string)
  const batch = (await invoke('roll-cluster-ChooseBatch', restart)) as { servers: { serverId: string }[] }
  expect(batch.servers).toHaveLength(1)
  const [server] = batch.servers
  expect(await invoke('roll-cluster-JudgeServer', { ...restart, serverId: server?.serverId })).toMatchObject({
    looks: 1,
  })
})
