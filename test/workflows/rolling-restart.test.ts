import { afterEach, describe, expect, test } from 'vitest'
import { enrolAgent, enrolmentToken } from '../_harness/agents.ts'
import { administrator } from '../_harness/app.ts'
import { startFleet, twoFlows, type Fleet, type FleetOptions, type RolloutJson } from '../_harness/fleet.ts'
import { scanTable } from '../_harness/table.ts'
import type { Send } from '../../lib/simulator/protocol.ts'

/** The properties of a rolling restart, each provoked. Their numbers are those of the architecture page. */
let fleet: Fleet
afterEach(() => fleet.stop())

async function cluster(count: number, options: Partial<FleetOptions> = {}) {
  fleet = await startFleet({ count, ...options })
  const id = await fleet.formCluster('east', fleet.runtimes)
  return { id, boots: fleet.runtimes.map(({ boots }) => boots) }
}

const restart = async (id: string, body: object = {}) => fleet.control('POST', `/clusters/${id}/restart`, body)
const begun = async (id: string, policy: object = {}): Promise<string> => {
  const answer = await restart(id, { policy })
  expect(answer.status).toBe(200)
  return answer.json.rollout.id as string
}
const rolloutOf = async (id: string) => (await fleet.control('GET', `/rollouts/${id}`)).json as RolloutJson
const bootsSince = (before: number[]) => fleet.runtimes.map(({ boots }, index) => boots - (before[index] ?? 0))
const named = (name: string) => fleet.runtimes.find((one) => one.name === name)
const rows = async () => {
  const all = await scanTable<{ sk: { S: string } }>(fleet.app.engine)
  // Records of the audit trail come a moment after what they tell of.
  return all.filter(({ sk }) => !sk.S.startsWith('audit-record|'))
}
const untilOrdered = (rolloutId: string, count = 1) =>
  fleet.until(
    async () => (await rolloutOf(rolloutId)).servers.filter(({ status }) => status !== 'waiting').length >= count,
  )

test('1 precheck: it refuses with every reason, and a dry run tells order, batches and blockers and writes nothing', async () => {
  const { id } = await cluster(3)
  const before = await rows()

  const dry = await restart(id, { dryRun: true, policy: { maxUnavailable: '67%' } })

  expect(dry.json.plan).toMatchObject({ policy: { maxUnavailable: 2 }, blockers: [], skipped: [] })
  expect(dry.json.plan.batches.map((batch: string[]) => batch.length)).toEqual([2, 1])
  expect(await rows()).toEqual(before)

  named('mule-2')?.kill()
  await fleet.pass(70)
  const refused = await restart(id)
  expect(refused.status).toBe(409)
  expect(refused.json.blockers).toMatchObject([{ code: 'members-down' }])
  expect((await restart(id, { dryRun: true })).json.plan.blockers).toMatchObject([{ code: 'members-down' }])
  for (const runtime of fleet.runtimes) runtime.kill()
  await fleet.pass(70)
  expect((await restart(id)).json.blockers).toMatchObject([{ code: 'nothing-up' }])
})

test('2 budget counts everybody: with a member down and a budget of one nothing starts unless told to go ahead', async () => {
  const { id, boots } = await cluster(3)
  named('mule-3')?.kill()
  await fleet.pass(70)

  expect((await restart(id)).status).toBe(409)
  const { servers, status } = await fleet.ended(await begun(id, { includeUnhealthy: true }))

  expect(status).toBe('succeeded')
  expect(servers.map(({ serverName, status: step }) => [serverName, step]).sort()).toEqual([
    ['mule-1', 'done'],
    ['mule-2', 'done'],
    ['mule-3', 'skipped'],
  ])
  expect(bootsSince(boots)).toEqual([1, 1, 0])
})

test('2 budget counts everybody: a member that goes down meanwhile holds the others back until it returns', async () => {
  const { id, boots } = await cluster(3, { faults: { restartSeconds: 70 } })
  const rolloutId = await begun(id)
  await untilOrdered(rolloutId)
  const [first, second, third] = (await rolloutOf(rolloutId)).servers
  named(third?.serverName ?? '')?.kill()
  await fleet.until(async () => (await rolloutOf(rolloutId)).servers[0]?.status === 'done')
  await fleet.pass(120)

  expect((await rolloutOf(rolloutId)).servers.map(({ status }) => status)).toEqual(['done', 'waiting', 'skipped'])
  expect(bootsSince(boots).reduce((sum, one) => sum + one)).toBe(1)
  await named(third?.serverName ?? '')?.start()
  await fleet.ended(rolloutId)
  expect(named(first?.serverName ?? '')?.boots).toBe(named(second?.serverName ?? '')?.boots)
})

test('3 order: what is planned is what is done, the member that joined first last', async () => {
  const { id } = await cluster(4)
  const { plan } = (await restart(id, { dryRun: true })).json as { plan: { order: string[] } }

  const { servers } = await fleet.ended(await begun(id))

  const executed = [...servers].sort((one, other) =>
    (one.times.orderedAt ?? '') < (other.times.orderedAt ?? '') ? -1 : 1,
  )
  expect(executed.map(({ serverId }) => serverId)).toEqual(plan.order)
  expect(executed.at(-1)?.serverName).toBe('mule-1')
  for (const [index, { times }] of executed.entries()) {
    if (index > 0) expect((times.orderedAt ?? '') >= (executed[index - 1]?.times.endedAt ?? '')).toBe(true)
  }
})

test.each([
  ['force', 'succeeded', 1],
  ['fail', 'failed', 0],
] as const)(
  '4 drain first: work in flight past its time is handled as told: %s',
  async (onDrainTimeout, status, restarts) => {
    const { id, boots } = await cluster(2)
    const slow = named('mule-2')
    if (slow) slow.faults.inFlightSeconds = 30

    const rollout = await fleet.ended(
      await begun(id, { drainTimeoutSeconds: 10, onDrainTimeout, onFailure: 'continue' }),
    )

    expect(rollout.status).toBe(status)
    const step = rollout.servers.find(({ serverName }) => serverName === 'mule-2')
    if (onDrainTimeout === 'fail') expect(step?.cause).toMatchObject({ code: 'drain-timeout' })
    else
      expect(Date.parse(step?.times.downAt ?? '') - Date.parse(step?.times.deliveredAt ?? '')).toBeGreaterThanOrEqual(
        10_000,
      )
    expect(bootsSince(boots)[1]).toBe(restarts)
  },
)

test('4 drain first: a server drains as long as its work takes, and shows that it does', async () => {
  const { id } = await cluster(2, { faults: { inFlightSeconds: 12 } })
  const rolloutId = await begun(id, { drainTimeoutSeconds: 60 })
  await fleet.until(async () => (await rolloutOf(rolloutId)).servers[0]?.phase === 'draining')
  expect((await fleet.mmc('GET', '/clusters/east/status')).text).toBe('1 of 2 nodes online')

  const { servers } = await fleet.ended(rolloutId)

  for (const { times } of servers) {
    const drained = Date.parse(times.downAt ?? '') - Date.parse(times.deliveredAt ?? '')
    expect(drained).toBeGreaterThanOrEqual(12_000)
    expect(drained).toBeLessThan(16_000)
  }
})

test('5 restart is identity: an agent that goes on under its old boot id is never counted as restarted', async () => {
  fleet = await startFleet({ count: 0 })
  const token = await enrolmentToken(fleet.app, administrator)
  const agents = [await enrolAgent(fleet.app, token, 'hand-1'), await enrolAgent(fleet.app, token, 'hand-2')]
  for (const agent of agents) await agent.checkIn({ applications: [] })
  const nodes = agents.map(({ serverId }) => serverId)
  const { json } = await fleet.mmc('POST', '/clusters', { name: 'hand', version: '3.8.0', nodes })
  for (const agent of agents) await agent.checkIn({ boot: 2, commandGeneration: 1 })
  const rolloutId = await begun(json.id as string, { serverTimeoutSeconds: 60 })
  await untilOrdered(rolloutId)

  // It says that it took the order up and that all is well, for a quarter of an hour, and never restarts.
  const { servers } = await rolloutOf(rolloutId)
  const [liar, other] = agents[0]?.serverId === servers[0]?.serverId ? agents : agents.reverse()
  for (let second = 0; second < 120; second += 5) {
    await liar?.checkIn({ commandGeneration: 2 })
    await other?.checkIn({ boot: 2, commandGeneration: 1 })
    await fleet.pass(5)
  }

  const rollout = await rolloutOf(rolloutId)
  expect(rollout).toMatchObject({ status: 'failed' })
  expect(rollout.servers[0]).toMatchObject({ status: 'failed', cause: { code: 'drain-timeout' } })
  expect(rollout.servers[1]).toMatchObject({ status: 'skipped', cause: { code: 'stopped-on-failure' } })
})

test('6 health gate: an application that dies six seconds after the restart fails the server', async () => {
  const { id } = await cluster(2, { applications: [twoFlows] })
  const rolloutId = await begun(id)
  await fleet.until(async () => (await rolloutOf(rolloutId)).servers[0]?.phase === 'holding')
  await fleet.pass(6)
  named((await rolloutOf(rolloutId)).servers[0]?.serverName ?? '')?.failApplication('orders-app', 'Out of memory')

  const { status, servers } = await fleet.ended(rolloutId)

  expect(status).toBe('failed')
  expect(servers[0]).toMatchObject({
    status: 'failed',
    cause: { code: 'unhealthy', message: expect.stringContaining('Out of memory') },
  })
  expect(servers[1]).toMatchObject({ status: 'skipped' })
})

test('6 health gate: a flow that was stopped stays stopped, the others run again, and health has held for ten seconds', async () => {
  const { id } = await cluster(2, { applications: [twoFlows] })
  await fleet.mmc('POST', '/clusters/east/flows/IntakeFlow/orders-app/stop')
  const flows = async () =>
    Object.fromEntries(
      (await fleet.mmc('GET', '/clusters/east/flows')).json.data.map(
        (one: { flowId: { name: string }; status: string }) => [one.flowId.name, one.status],
      ),
    ) as Record<string, string>
  await fleet.until(async () => (await flows()).IntakeFlow === 'STOPPED')

  const { status, servers } = await fleet.ended(await begun(id))

  expect(status).toBe('succeeded')
  expect(await flows()).toEqual({ IntakeFlow: 'STOPPED', OrderFlow: 'RUNNING' })
  for (const { times } of servers) {
    expect(Date.parse(times.endedAt ?? '') - Date.parse(times.healthyAt ?? '')).toBeGreaterThanOrEqual(10_000)
  }
})

test('6 health gate: a hosted flow that takes its time to run again holds the next server back', async () => {
  const { id } = await cluster(2, { faults: { flowStartSeconds: 40 } })
  const token = fleet.token
  await fleet.app.request('POST', '/flow-manager/flows', { token, body: [{ id: 'slow' }] })
  await fleet.control('PUT', '/flows/slow/placement', { kind: 'cluster', ids: [id] })
  await fleet.control('POST', '/flows/slow/start')
  await fleet.until(async () => (await fleet.control('GET', '/flows/slow')).json.status === 'active')
  const rolloutId = await begun(id)

  let fewest = 2
  await fleet.until(async () => {
    fewest = Math.min(fewest, fleet.runtimes.filter(({ hosting }) => hosting.flows.slow?.state === 'running').length)
    return ['succeeded', 'failed'].includes((await rolloutOf(rolloutId)).status)
  })
  expect((await rolloutOf(rolloutId)).status).toBe('succeeded')
  expect(fewest).toBe(1)
})

test('6 health gate: a hosted flow that fails after the restart fails its server, one that had failed before does not', async () => {
  const { id } = await cluster(2)
  const { token } = fleet
  await fleet.app.request('POST', '/flow-manager/flows', { token, body: [{ id: 'sound' }, { id: 'broken' }] })
  for (const flow of ['sound', 'broken'])
    await fleet.control('PUT', `/flows/${flow}/placement`, { kind: 'cluster', ids: [id] })
  for (const { faults } of fleet.runtimes) faults.failFlows = ['broken']
  for (const flow of ['sound', 'broken']) await fleet.control('POST', `/flows/${flow}/start`)
  const statusOf = async (flow: string) => (await fleet.control('GET', `/flows/${flow}`)).json.status as string
  await fleet.until(async () => (await statusOf('sound')) === 'active' && (await statusOf('broken')) === 'errored')

  expect((await fleet.ended(await begun(id))).status).toBe('succeeded')

  for (const { faults } of fleet.runtimes) faults.failFlows = ['broken', 'sound']
  const { servers, status } = await fleet.ended(await begun(id))
  expect(status).toBe('failed')
  expect(servers.map(({ status: step }) => step)).toEqual(['failed', 'skipped'])
  expect(servers[0]?.cause).toMatchObject({ code: 'unhealthy', message: expect.stringContaining('Flow sound failed') })
})

test('7 four deadlines: not fetched, not drained, not back, not healthy are four causes', async () => {
  const { id } = await cluster(4, { applications: [twoFlows] })
  const [silent, stuck, lost, sick] = ['mule-2', 'mule-3', 'mule-4', 'mule-1'].map((name) => named(name))
  if (!silent || !stuck || !lost || !sick) throw new Error('The fleet is not there.')
  stuck.faults.inFlightSeconds = 100_000
  lost.faults.failNextRestart = true
  sick.faults.failApplications = ['orders-app']
  const policy = {
    maxUnavailable: '100%',
    onFailure: 'continue',
    deliveryTimeoutSeconds: 20,
    drainTimeoutSeconds: 10,
    serverTimeoutSeconds: 30,
    onDrainTimeout: 'fail',
  }
  const rolloutId = await begun(id, policy)
  silent.faults.isSilent = true

  const { servers } = await fleet.ended(rolloutId)

  expect(Object.fromEntries(servers.map(({ serverName, cause }) => [serverName, cause?.code]))).toEqual({
    'mule-2': 'delivery-timeout',
    'mule-3': 'drain-timeout',
    'mule-4': 'server-timeout',
    'mule-1': 'unhealthy',
  })
})

test('7 whole deadline: what is not begun by then is not begun', async () => {
  const { id } = await cluster(3, { faults: { restartSeconds: 50 } })

  const { status, cause, servers } = await fleet.ended(await begun(id, { deadlineSeconds: 60 }))

  expect(status).toBe('failed')
  expect(cause).toContain('deadline')
  expect(servers.map(({ status: step, cause: why }) => why?.code ?? step)).toEqual(['done', 'deadline', 'deadline'])
})

test('8 stop on failure: when the third of eight fails, five are untouched and exactly one is down', async () => {
  const { id, boots } = await cluster(8, { faults: { restartSeconds: 1 } })
  const { plan } = (await restart(id, { dryRun: true })).json as { plan: { order: string[] } }
  const third = fleet.runtimes.find(({ serverId }) => serverId === plan.order[2])
  if (third) third.faults.failNextRestart = true

  const { status, cause, servers } = await fleet.ended(await begun(id, { serverTimeoutSeconds: 30 }))

  expect(status).toBe('failed')
  expect(cause).toContain(third?.name)
  expect(servers.map(({ status: step }) => step)).toEqual([
    'done',
    'done',
    'failed',
    'skipped',
    'skipped',
    'skipped',
    'skipped',
    'skipped',
  ])
  expect(bootsSince(boots).reduce((sum, one) => sum + one)).toBe(2)
  expect(fleet.runtimes.filter(({ status: one }) => one === 'down')).toHaveLength(1)
  expect((await fleet.mmc('GET', '/clusters/east')).json).toMatchObject({ clusterStatus: 'WARN', nodesUpCount: 7 })
})

describe('9 pause, resume and cancel act between servers, answer at once, and leave nobody drained', () => {
  test('paused after the one in progress, resumed to the end', async () => {
    const { id, boots } = await cluster(3)
    const rolloutId = await begun(id)
    await untilOrdered(rolloutId)

    expect((await fleet.control('POST', `/rollouts/${rolloutId}/pause`)).json.isPausing).toBe(true)
    await fleet.until(async () => (await rolloutOf(rolloutId)).status === 'paused')
    await fleet.pass(300)
    expect(bootsSince(boots).reduce((sum, one) => sum + one)).toBe(1)
    expect((await restart(id)).json.blockers).toMatchObject([{ code: 'rollout-in-progress', rolloutId }])
    await fleet.control('POST', `/rollouts/${rolloutId}/resume`)

    expect((await fleet.ended(rolloutId)).status).toBe('succeeded')
    expect(bootsSince(boots)).toEqual([1, 1, 1])
  })

  test.each(['delivering', 'draining', 'restarting', 'holding'])('cancelled while the first is %s', async (phase) => {
    const { id, boots } = await cluster(2, { faults: { inFlightSeconds: 4 } })
    const rolloutId = await begun(id, { drainTimeoutSeconds: 60 })
    await fleet.until(async () => (await rolloutOf(rolloutId)).servers[0]?.phase === phase)

    expect((await fleet.control('POST', `/rollouts/${rolloutId}/cancel`)).status).toBe(200)

    const { status, servers } = await fleet.ended(rolloutId)
    expect(status).toBe('cancelled')
    expect(servers[1]).toMatchObject({ status: 'skipped', cause: { code: 'cancelled' } })
    await fleet.pass(60)
    expect(fleet.runtimes.map((one) => one.status)).toEqual(['running', 'running'])
    expect(bootsSince(boots).reduce((sum, one) => sum + one)).toBeLessThanOrEqual(1)
    expect((await fleet.mmc('GET', '/clusters/east')).json.clusterStatus).toBe('OK')
    expect((await restart(id)).status).toBe(200)
  })

  test('cancelled before the first, and while paused', async () => {
    const { id, boots } = await cluster(2)
    const first = await begun(id)
    await fleet.control('POST', `/rollouts/${first}/pause`)
    await fleet.until(
      async () => (await rolloutOf(first)).status !== 'pending' && (await rolloutOf(first)).status !== 'running',
    )
    if ((await rolloutOf(first)).status === 'paused') {
      expect((await fleet.control('POST', `/rollouts/${first}/cancel`)).json.status).toBe('cancelled')
    }
    expect((await fleet.control('POST', `/rollouts/${first}/cancel`)).status).toBe(200)
    expect((await fleet.control('POST', `/rollouts/${first}/resume`)).status).toBe(409)
    await fleet.pass(60)
    expect(bootsSince(boots).reduce((sum, one) => sum + one)).toBeLessThanOrEqual(1)
  })
})

test('10 exclusive and idempotent: fifty equal requests are one rollout, another one is refused and told which', async () => {
  const { id } = await cluster(2)

  const answers = await Promise.all(Array.from({ length: 50 }, () => restart(id, { clientToken: 'again' })))

  expect(answers.map(({ status }) => status).filter((status) => status !== 200)).toEqual([])
  const ids = new Set(answers.map(({ json }) => json.rollout.id as string))
  expect(ids.size).toBe(1)
  const other = await restart(id, { clientToken: 'another' })
  expect(other.text).toContain('rollout-blocked')
  // By now a server may be out as well, which is a further reason.
  expect(other.json.blockers[0]).toMatchObject({ code: 'rollout-in-progress', rolloutId: [...ids][0] })
  expect((await restart(id, { clientToken: 'again', policy: { maxUnavailable: 2 } })).status).toBe(409)
  expect((await fleet.control('GET', '/rollouts')).json.rollouts).toHaveLength(1)
})

test('12 fencing: a former executor’s late tasks change nothing', async () => {
  const { id, boots } = await cluster(2)
  const rolloutId = await begun(id)
  await untilOrdered(rolloutId)
  const task = { tenant: 'default', rolloutId }
  // Another executor claims the rollout; the first goes on for minutes with an epoch that is not its own any more.
  const { epoch } = (await fleet.app.functions.invoke('roll-cluster-BeginRollout', task)) as { epoch: number }
  const before = (await rolloutOf(rolloutId)).version
  const late = { ...task, epoch: epoch - 1 }
  const serverId = (await rolloutOf(rolloutId)).servers[1]?.serverId ?? ''

  await expect(
    fleet.app.functions.invoke('roll-cluster-OrderServer', { ...late, serverId, seenVersion: 0, token: 'x' }),
  ).rejects.toMatchObject({
    name: 'RolloutSuperseded',
  })
  expect(await fleet.app.functions.invoke('roll-cluster-JudgeServer', { ...late, serverId, looks: 0 })).toMatchObject({
    next: 'over',
  })
  const looks = { looks: 0, looked: [], mostLooks: 9 }
  expect(await fleet.app.functions.invoke('roll-cluster-ChooseBatch', { ...late, ...looks })).toMatchObject({
    next: 'end',
  })
  expect(await fleet.app.functions.invoke('roll-cluster-EndRollout', late)).toEqual({ ended: false })
  await fleet.pass(300)

  const after = await rolloutOf(rolloutId)
  expect(after.version).toBe(before)
  expect(after.servers[1]?.status).toBe('waiting')
  expect(bootsSince(boots).reduce((sum, one) => sum + one)).toBe(1)
})

test('13 duplicates and disorder: a third of all messages arriving again up to a minute late changes nothing', async () => {
  let seed = 7
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31
  const late: (() => void)[] = []
  const again =
    (send: Send): Send =>
    async (path, body, credential) => {
      const answer = await send(path, body, credential)
      if (path.endsWith('/check-in') && random() < 0.3) {
        const { clock } = fleet ?? {}
        clock?.at(new Date(clock.now().getTime() + random() * 60_000), () => {
          late.push(() => undefined)
          void send(path, body, credential).catch(() => undefined)
        })
      }
      return answer
    }
  const { id, boots } = await cluster(3, { applications: [twoFlows], send: again })

  const { status } = await fleet.ended(await begun(id))
  await fleet.pass(90)

  expect(status).toBe('succeeded')
  expect(late.length).toBeGreaterThan(5)
  expect(bootsSince(boots)).toEqual([1, 1, 1])
  expect((await fleet.mmc('GET', '/clusters/east')).json).toMatchObject({ clusterStatus: 'OK', runningServices: 6 })
})

test.each(['taken up', 'draining', 'gone', 'back'])(
  '14 agent dies mid-restart: killed when the order is %s, it restarts no second time',
  async (point) => {
    const { id } = await cluster(2, { faults: { inFlightSeconds: point === 'draining' ? 8 : 0, restartSeconds: 5 } })
    const rolloutId = await begun(id, { drainTimeoutSeconds: 60, serverTimeoutSeconds: 120 })
    const phase = { 'taken up': 'delivering', draining: 'draining', gone: 'restarting', back: 'holding' }[point] ?? ''
    await fleet.until(async () => (await rolloutOf(rolloutId)).servers[0]?.phase === phase)
    const victim = named((await rolloutOf(rolloutId)).servers[0]?.serverName ?? '')
    if (point === 'taken up') {
      // It has the order on disk, and has said nothing of it yet.
      if (victim) victim.faults.isSilent = true
      await fleet.pass(3)
      if (victim) victim.faults.isSilent = false
    }
    victim?.kill()
    const died = victim?.boots ?? 0
    await victim?.start()

    await fleet.ended(rolloutId)
    await fleet.pass(120)

    // Somebody started it once; nothing made it restart after that but an order it had not taken up.
    expect((victim?.boots ?? 0) - died).toBeLessThanOrEqual(point === 'taken up' ? 2 : 1)
    expect(fleet.runtimes.map(({ status }) => status)).toEqual(['running', 'running'])
    expect((await fleet.mmc('GET', '/clusters/east')).json.clusterStatus).toBe('OK')
  },
)

test('15 expiry: a server that comes back after its order has expired does not restart', async () => {
  const { id, boots } = await cluster(2)
  const rolloutId = await begun(id, { deliveryTimeoutSeconds: 30 })
  const silent = named(
    (await rolloutOf(rolloutId)).servers.find(({ serverName }) => serverName !== 'mule-1')?.serverName ?? '',
  )
  if (silent) silent.faults.isSilent = true

  const { servers } = await fleet.ended(rolloutId)
  if (silent) silent.faults.isSilent = false
  await fleet.pass(400)

  expect(servers.find(({ serverName }) => serverName === silent?.name)?.cause).toMatchObject({
    code: 'delivery-timeout',
    message: expect.stringContaining('expired'),
  })
  expect(bootsSince(boots)).toEqual([0, 0])
  expect((await fleet.mmc('GET', '/clusters/east')).json.clusterStatus).toBe('OK')
})

test('16 membership change: disbanding cancels, members restart once more alone, and nobody is left in the cluster', async () => {
  const { id, boots } = await cluster(3)
  const rolloutId = await begun(id)
  await fleet.until(async () => (await rolloutOf(rolloutId)).servers[0]?.phase === 'holding')

  expect((await fleet.mmc('DELETE', '/clusters/east')).status).toBe(200)

  await fleet.until(() => fleet.runtimes.every(({ status }) => status === 'running'))
  await fleet.pass(60)
  expect(await rolloutOf(rolloutId)).toMatchObject({ status: 'cancelled' })
  expect(bootsSince(boots).sort()).toEqual([1, 1, 2])
  expect((await fleet.mmc('GET', '/clusters')).json.total).toBe(0)
  expect(
    (
      await fleet.mmc('POST', '/clusters', {
        name: 'east',
        version: '3.8.0',
        nodes: fleet.runtimes.map(({ serverId }) => serverId),
      })
    ).status,
  ).toBe(201)
})

test('16 membership change: nodes can neither join nor leave while a rollout owns the cluster', async () => {
  const { id } = await cluster(3)
  await begun(id)
  const nodes = [fleet.runtimes[1]?.serverId]

  expect((await fleet.mmc('POST', '/clusters/east/removenodes', { nodes })).status).toBe(400)
  expect((await fleet.mmc('POST', '/clusters/east/addnodes', { nodes })).status).toBe(400)
})

test('17 expected absence is no alarm: a server restarting is not announced as down, one that does not return is, once', async () => {
  const { id } = await cluster(2, { faults: { restartSeconds: 100 } })
  const announced = async () =>
    ((await rows()) as { sk: { S: string }; announced?: { S: string }; announcedAt?: { S: string } }[])
      .filter(({ sk, announced: one }) => sk.S === 'server' && one)
      .map(({ announced: one }) => one?.S)
  await fleet.ended(await begun(id))
  expect(await announced()).toEqual([])

  const second = await begun(id, { serverTimeoutSeconds: 60, deliveryTimeoutSeconds: 30, drainTimeoutSeconds: 0 })
  for (const runtime of fleet.runtimes) runtime.faults.failNextRestart = true
  await fleet.ended(second)
  await fleet.pass(200)
  expect(await announced()).toEqual(['down'])
  await fleet.runtimes.find(({ status }) => status === 'down')?.start()
  await fleet.pass(130)
  expect(await announced()).toEqual(['up'])
})

test('19 no client attached: with nobody asking it comes to its end, and a watcher sees versions rise', async () => {
  const { id, boots } = await cluster(2)
  const rolloutId = await begun(id)
  const { version } = await rolloutOf(rolloutId)

  await fleet.pass(90)

  const after = await rolloutOf(rolloutId)
  expect(after.status).toBe('succeeded')
  expect(after.version).toBeGreaterThan(version)
  expect(bootsSince(boots)).toEqual([1, 1])
})

test('20 accounted: a timeline for each server, who, why and through which API; little time and few writes of our own', async () => {
  const { id } = await cluster(3, { applications: [twoFlows] })
  let writes = 0
  // The audit trail is another's account of it.
  const isOnRecord = (body: string) => body.includes('|audit-record|')
  const pass = fleet.app.engine.pass
  fleet.app.engine.pass = (target, body) => {
    if (
      /\.(PutItem|UpdateItem|DeleteItem)$/.test(target) &&
      !body.includes('"intervalSeconds"') &&
      !body.includes('sluice-local') &&
      !isOnRecord(body)
    )
      writes++
    if (/TransactWriteItems$/.test(target))
      writes += (JSON.parse(body) as { TransactItems: unknown[] }).TransactItems.filter(
        (item) => !isOnRecord(JSON.stringify(item)),
      ).length
    return pass(target, body)
  }

  const rollout = (await fleet.ended(await begun(id))) as RolloutJson & { requestedBy: string; via: string }

  expect(rollout).toMatchObject({ requestedBy: 'admin', via: 'control', status: 'succeeded' })
  for (const { times } of rollout.servers) {
    const at = (name: string) => Date.parse(times[name] ?? '')
    expect(
      ['orderedAt', 'deliveredAt', 'downAt', 'upAt', 'healthyAt', 'endedAt'].every((name) => times[name] !== undefined),
    ).toBe(true)
    // Its own: draining, three seconds down, ten seconds of proving its health. Ours: two check-ins of 2 s, and a second.
    const own = at('upAt') - at('downAt') + (at('downAt') - at('deliveredAt')) + 10_000
    expect(at('endedAt') - at('orderedAt') - own).toBeLessThanOrEqual(2 * 2000 + 1000)
  }
  expect(writes / 3).toBeLessThanOrEqual(12)
})

test('RestartCluster of the console names the rollout it began, and says nothing new to a second request', async () => {
  const { boots } = await cluster(2, { applications: [{ ...twoFlows, name: 'a' }] })

  const first = await fleet.mmc('POST', '/clusters/east/restart')
  const second = await fleet.mmc('POST', '/clusters/east/restart')

  expect([first.status, first.text, second.status]).toEqual([200, '"200 OK"', 200])
  const rolloutId = first.headers.get('x-sluice-rollout') ?? ''
  expect(second.headers.get('x-sluice-rollout')).toBe(rolloutId)
  expect((await fleet.mmc('GET', '/clusters/east')).json.clusterStatus).toBe('WAITING_FOR_RESTART')
  await fleet.ended(rolloutId)
  expect(bootsSince(boots)).toEqual([1, 1])
  expect((await fleet.mmc('GET', '/clusters/east')).json.clusterStatus).toBe('OK')
})

test('StopCluster stops all nodes, also in the middle of a restart, and nothing restarts them', async () => {
  const { id } = await cluster(3)
  const restarting = await begun(id)
  await untilOrdered(restarting)

  const stopped = await fleet.mmc('POST', '/clusters/east/stop')

  expect(stopped.status).toBe(200)
  await fleet.ended(stopped.headers.get('x-sluice-rollout') ?? '')
  await fleet.until(() => fleet.runtimes.every(({ status }) => status === 'down'))
  await fleet.pass(120)
  expect(await rolloutOf(restarting)).toMatchObject({ status: 'cancelled' })
  expect((await fleet.mmc('GET', '/clusters/east')).json).toMatchObject({ clusterStatus: 'STOPPED', nodesUpCount: 0 })
  expect((await fleet.mmc('POST', '/clusters/east/stop')).status).toBe(500)
  expect((await fleet.mmc('POST', '/clusters/east/restart')).status).toBe(500)
  for (const runtime of fleet.runtimes) await runtime.start()
  await fleet.until(async () => (await fleet.mmc('GET', '/clusters/east')).json.clusterStatus === 'OK')
})
