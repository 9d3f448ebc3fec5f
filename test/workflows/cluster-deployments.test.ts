import { afterEach, expect, test } from 'vitest'
import { deploymentsOf, version } from '../_harness/deployments.ts'
import { startFleet, type Fleet, type FleetOptions } from '../_harness/fleet.ts'

/** Deployments and clusters: what goes with a membership, and that a cluster never loses all its members to an archive. */
let fleet: Fleet
afterEach(() => fleet.stop())

async function begin(options: FleetOptions) {
  fleet = await startFleet(options)
  const ids = fleet.runtimes.map(({ serverId }) => `local$${serverId}`)
  return { ...deploymentsOf(fleet), ids, orders: await version(fleet.app, fleet.token, 'orders', '1') }
}
const runtime = (number: number) => {
  const found = fleet.runtimes[number - 1]
  if (!found) throw new Error(`There is no runtime ${number}.`)
  return found
}
const carried = () =>
  fleet.runtimes.map((one) => Object.fromEntries(one.carried.map(({ name, status }) => [name, status])))
const isUp = async (name: string) => (await fleet.mmc('GET', `/clusters/${name}`)).json.clusterStatus === 'OK'

test('a cluster of eight takes an archive in three batches: one, then at most half of them at a time', async () => {
  const { create, ask, get, orders } = await begin({ count: 8 })
  const cluster = await fleet.formCluster('east', fleet.runtimes)
  const { id } = await create('a', { clusters: [cluster], applications: [orders] })
  const rollout = await ask(id, 'deploy')
  const sizes: number[] = []
  await fleet.until(async () => {
    const { servers } = (await fleet.control('GET', `/rollouts/${rollout}`)).json as { servers: { status: string }[] }
    const inProgress = servers.filter(({ status }) => status === 'ordered').length
    if (inProgress > 0 && sizes.at(-1) !== inProgress) sizes.push(inProgress)
    return (await get(id)).status === 'DEPLOYED'
  })

  expect(sizes[0]).toBe(1)
  expect(Math.max(...sizes)).toBe(4)
  const { servers } = await fleet.ended(rollout)
  const begun = new Set(servers.map(({ times }) => times.orderedAt))
  expect(begun.size).toBe(3)
  // The member that joined first leads: it comes last.
  expect(servers.at(-1)).toMatchObject({ serverName: 'mule-1', times: { orderedAt: [...begun].sort().at(-1) } })
  expect((await fleet.mmc('GET', '/clusters/east')).json.deployments).toEqual([id])
  expect((await fleet.mmc('GET', '/clusters/east/applications')).json.data).toEqual([
    { name: 'orders', status: 'STARTED' },
  ])
})

test('a bad archive takes one member, and the others keep what they have', async () => {
  const { create, ask, get, orders } = await begin({ count: 3 })
  const cluster = await fleet.formCluster('east', fleet.runtimes)
  const made = await create('a', { clusters: [cluster], applications: [orders] })
  await fleet.ended(await ask(made.id, 'deploy'))
  const bad = await version(fleet.app, fleet.token, 'orders', '2')
  for (const one of fleet.runtimes) one.faults.failApplications = ['orders']
  const { json } = await fleet.mmc('PUT', `/deployments/${made.id}/add`, {
    lastModified: made.lastModified,
    applications: [bad],
  })

  const rollout = await fleet.ended(await ask(json.id as string, 'deploy'))

  expect(rollout.servers.map(({ status, cause }) => [status, cause?.code])).toEqual([
    ['failed', 'application-failed'],
    ['skipped', 'stopped-on-failure'],
    ['skipped', 'stopped-on-failure'],
  ])
  expect((await get(json.id as string)).status).toBe('FAILED')
  expect(carried()).toEqual([{ orders: 'started' }, { orders: 'failed' }, { orders: 'started' }])
})

test('a server that joins a cluster drops its own deployments, and is off their targets', async () => {
  const { create, ask, get, ids, orders } = await begin({ count: 3 })
  const { id } = await create('a', { servers: ids, applications: [orders] })
  await fleet.ended(await ask(id, 'deploy'))

  await fleet.formCluster('east', [runtime(1), runtime(2)])

  expect((await get(id)).servers).toEqual([ids[2]])
  expect(carried()).toEqual([{}, {}, { orders: 'started' }])
  // What is left of it is as it was asked for.
  expect(await get(id)).toMatchObject({ status: 'DEPLOYED', reconciled: true })
})

test('a server that is added receives what the cluster carries; one that is removed loses it', async () => {
  const { create, ask, get, ids, orders } = await begin({ count: 4 })
  const cluster = await fleet.formCluster('east', fleet.runtimes.slice(0, 3))
  const { id } = await create('a', { clusters: [cluster], applications: [orders] })
  await fleet.ended(await ask(id, 'deploy'))

  expect((await fleet.mmc('POST', '/clusters/east/addnodes', { nodes: [ids[3]] })).status).toBe(200)
  await fleet.until(async () => (await isUp('east')) && (await get(id)).reconciled)
  expect(carried()[3]).toEqual({ orders: 'started' })

  expect((await fleet.mmc('POST', '/clusters/east/removenodes', { nodes: [ids[1]] })).status).toBe(200)
  await fleet.until(async () => (await isUp('east')) && Object.keys(carried()[1] ?? {}).length === 0)
  await fleet.until(async () => (await get(id)).reconciled)

  // What was added since goes with the undeployment too.
  await fleet.ended(await ask(id, 'undeploy'))
  expect(carried()).toEqual([{}, {}, {}, {}])
})

test('disbanded, a cluster is off its deployments, and its servers carry nothing of them', async () => {
  const { create, ask, get, orders } = await begin({ count: 2 })
  const cluster = await fleet.formCluster('east', fleet.runtimes)
  const { id } = await create('a', { clusters: [cluster], applications: [orders] })
  await fleet.ended(await ask(id, 'deploy'))

  await fleet.mmc('DELETE', '/clusters/east')
  await fleet.until(() => carried().every((one) => Object.keys(one).length === 0))

  expect(await get(id)).toMatchObject({ clusterIds: [], clusterNames: [], reconciled: false })
  expect((await fleet.mmc('DELETE', `/deployments/${id}`)).status).toBe(200)
  expect((await fleet.mmc('GET', `/deployments/${id}`)).status).toBe(404)
})

test('disbanded in the middle of a deployment, its members have left and the deployment ends', async () => {
  const { create, ask, get, orders } = await begin({ count: 3, faults: { deploySeconds: 5 } })
  const cluster = await fleet.formCluster('east', fleet.runtimes)
  const { id } = await create('a', { clusters: [cluster], applications: [orders] })
  const rollout = await ask(id, 'deploy')
  await fleet.until(() => carried().some((one) => one.orders === 'initialised'))
  await fleet.mmc('DELETE', '/clusters/east')
  const { servers } = await fleet.ended(rollout)

  expect(servers.map(({ status, cause }) => [status, cause?.code])).toEqual(Array(3).fill(['skipped', 'left']))
  expect((await get(id)).status).toBe('FAILED')
  await fleet.until(() => carried().every((one) => Object.keys(one).length === 0))
})

test('a deployment waits for the restart a cluster is in, and a restart is refused while it deploys', async () => {
  const { create, ask, get, orders } = await begin({ count: 2 })
  const cluster = await fleet.formCluster('east', fleet.runtimes)
  const { id } = await create('a', { clusters: [cluster], applications: [orders] })
  const restart = (await fleet.mmc('POST', '/clusters/east/restart')).headers.get('x-sluice-rollout') ?? ''
  const deploy = await ask(id, 'deploy')
  await fleet.until(async () => {
    const { json } = await fleet.control('GET', `/rollouts/${deploy}`)
    return json.servers.some(({ status }: { status: string }) => status === 'ordered') as boolean
  })
  expect((await fleet.control('GET', `/rollouts/${restart}`)).json.status).toBe('succeeded')
  const refused = await fleet.mmc('POST', '/clusters/east/restart')
  expect([refused.status, refused.json.message]).toEqual([500, expect.stringContaining('deploy under way')])
  expect((await fleet.mmc('POST', '/clusters/east/addnodes', { nodes: ['local$x'] })).status).toBe(400)
  await fleet.ended(deploy)
  expect(await get(id)).toMatchObject({ status: 'DEPLOYED', reconciled: true })
  expect((await fleet.mmc('POST', '/clusters/east/restart')).status).toBe(200)
})

test('a cluster that is stopped while it deploys stops; its members carry on from there when they come back', async () => {
  const { create, ask, get, orders } = await begin({ count: 2, faults: { deploySeconds: 4 } })
  const cluster = await fleet.formCluster('east', fleet.runtimes)
  const { id } = await create('a', { clusters: [cluster], applications: [orders] })
  const deploy = await ask(id, 'deploy')
  await fleet.until(() => carried().some((one) => one.orders === 'initialised'))
  const stop = (await fleet.mmc('POST', '/clusters/east/stop')).headers.get('x-sluice-rollout') ?? ''
  expect((await fleet.ended(stop)).status).toBe('succeeded')
  expect((await fleet.ended(deploy)).servers.map(({ status }) => status)).toEqual(['skipped', 'skipped'])

  for (const one of fleet.runtimes) await one.start()
  await fleet.until(() => carried().every((one) => one.orders === 'started'), 120)
  expect((await get(id)).reconciled).toBe(false)
})

test('a cluster restarted with what was deployed on it comes back with it, from disk', async () => {
  const { create, ask, get, orders } = await begin({ count: 2 })
  const cluster = await fleet.formCluster('east', fleet.runtimes)
  const { id } = await create('a', { clusters: [cluster], applications: [orders] })
  await fleet.ended(await ask(id, 'deploy'))
  await fleet.mmc('DELETE', `/repository/${orders}`)
  const restart = (await fleet.mmc('POST', '/clusters/east/restart')).headers.get('x-sluice-rollout') ?? ''
  expect((await fleet.ended(restart)).status).toBe('succeeded')
  expect(carried()).toEqual([{ orders: 'started' }, { orders: 'started' }])
  expect((await get(id)).reconciled).toBe(true)
})
