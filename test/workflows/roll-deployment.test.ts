import { afterEach, expect, test } from 'vitest'
import { deploymentsOf, version, type DeploymentJson } from '../_harness/deployments.ts'
import { startFleet, type Fleet } from '../_harness/fleet.ts'

/** The workflow of deployments: its tasks run twice, fail, come late, and take each other's place. */
let fleet: Fleet
afterEach(() => fleet.stop())
type Meddle = (name: string, run: () => Promise<unknown>) => Promise<unknown>

/** A deployment for a cluster of two and a server, with something standing around each task. */
async function begin(meddle: Meddle = (_name, run) => run()) {
  fleet = await startFleet({ count: 3 })
  const cluster = await fleet.formCluster('east', fleet.runtimes.slice(0, 2))
  const one = await version(fleet.app, fleet.token, 'orders', '1')
  const servers = [`local$${fleet.runtimes[2]?.serverId}`]
  const deployments = deploymentsOf(fleet)
  const made: DeploymentJson = await deployments.create('a', { clusters: [cluster], servers, applications: [one] })
  const { invoke } = fleet.app.functions
  fleet.app.functions.invoke = (name, event) =>
    name.startsWith('roll-deployment-') ? meddle(name, () => invoke(name, event)) : invoke(name, event)
  return { ...deployments, id: made.id }
}
const carried = () => fleet.runtimes.map((one) => one.carried.map(({ name, status }) => `${name} ${status}`).join())

test('every task is idempotent', async () => {
  const pairs: [unknown, unknown][] = []
  const { ask, get, id } = await begin(async (name, run) => {
    const first = await run()
    const second = await run()
    if (name.endsWith('AdvanceDeployment')) pairs.push([first, second])
    return name.endsWith('BeginRollout') ? second : first
  })
  expect((await fleet.ended(await ask(id, 'deploy'))).status).toBe('succeeded')

  expect(carried()).toEqual(Array(3).fill('orders started'))
  expect((await get(id)).reconciled).toBe(true)
  for (const [first, second] of pairs) expect(second).toEqual(first)
})

test.each(['BeginRollout', 'AdvanceDeployment', 'EndRollout'])(
  'a passing failure of %s, before and after its work, is tried again and leaves no trace',
  async (task) => {
    let failures = 0
    const { ask, get, id } = await begin(async (name, run) => {
      if (!name.endsWith(task) || failures >= 2) return run()
      failures++
      if (failures === 2) await run()
      throw Object.assign(new Error('Rate exceeded'), { name: 'TooManyRequestsException' })
    })
    expect((await fleet.ended(await ask(id, 'deploy'))).status).toBe('succeeded')
    expect([carried(), failures]).toEqual([Array(3).fill('orders started'), 2])
    expect((await get(id)).reconciled).toBe(true)
  },
  30_000,
)

test('ended with a fault of the executor, it has failed with the error’s name, and gives cluster and deployment back', async () => {
  const { ask, get, id } = await begin()
  const rolloutId = await ask(id, 'deploy')
  await fleet.until(() => carried().some((one) => one !== ''))
  const input = { tenant: 'default', rolloutId, fault: 'Broken' }
  await fleet.app.functions.invoke('roll-deployment-EndRollout', input)

  const rollout = await fleet.ended(rolloutId)
  expect(rollout).toMatchObject({ status: 'failed', cause: 'An error of the control plane: Broken' })
  expect((await get(id)).status).toBe('FAILED')
  expect((await fleet.mmc('POST', '/clusters/east/restart')).status).toBe(200)
})

test('an executor that is late with its writes cannot undo what took its place', async () => {
  const { ask, get, id } = await begin()
  const { engine } = fleet.app
  const { pass } = engine
  const versionOf = async () => {
    const Key = { pk: { S: `default|server|${fleet.runtimes[2]?.serverId}` }, sk: { S: 'server' } }
    const { Item } = await engine.call<{ Item: { version: { N: string } } }>('DynamoDB_20120810.GetItem', {
      TableName: 'sluice',
      Key,
    })
    return Number(Item.version.N)
  }
  let late = 0
  engine.pass = async (target, body) => {
    const isPlacing = target.endsWith('.UpdateItem') && body.includes('"server"') && body.includes('placement')
    if (!isPlacing || late > 0) return pass(target, body)
    late++
    // While this write is on its way, somebody undeploys, and that rollout goes over the servers first.
    const before = await versionOf()
    const undeploy = await ask(id, 'undeploy')
    await expect.poll(versionOf).toBeGreaterThan(before)
    const answer = await pass(target, body)
    expect(answer.body).toContain('ConditionalCheckFailed')
    return { ...answer, undeploy }
  }
  const deploy = await ask(id, 'deploy')
  await fleet.ended(deploy)
  await fleet.until(async () => (await get(id)).status === 'UNDEPLOYED')
  await fleet.pass(60)

  expect(late).toBe(1)
  expect(carried()).toEqual(['', '', ''])
})

test('whoever asks last gets it, however many ask at once', async () => {
  const { ask, get, id } = await begin()
  for (let round = 0; round < 4; round++) {
    const verbs = ['deploy', 'undeploy', 'redeploy', 'undeploy', 'deploy'] as const
    await Promise.all(verbs.map((verb) => ask(id, verb)))
    const isUp = round % 2 === 0
    await fleet.ended(await ask(id, isUp ? 'redeploy' : 'undeploy')).catch(() => undefined)
    await fleet.until(async () => (await get(id)).status === (isUp ? 'DEPLOYED' : 'UNDEPLOYED'))
    expect(carried()).toEqual(Array(3).fill(isUp ? 'orders started' : ''))
  }
  expect((await fleet.mmc('GET', '/clusters/east')).json.clusterStatus).toBe('OK')
}, 60_000)
