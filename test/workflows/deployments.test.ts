import { afterEach, describe, expect, test } from 'vitest'
import { archive, deploymentsOf, upload, version, uuidOf } from '../_harness/deployments.ts'
import { startFleet, twoFlows, type Fleet, type FleetOptions } from '../_harness/fleet.ts'

/** Deployments on simulated runtimes, over real HTTP, on a clock the test moves. */
let fleet: Fleet
afterEach(() => fleet.stop())

async function begin(options: FleetOptions) {
  fleet = await startFleet(options)
  const { app, token } = fleet
  const ids = fleet.runtimes.map(({ serverId }) => `local$${serverId}`)
  return {
    ...deploymentsOf(fleet),
    ids,
    version: (name: string, label = '1', flows?: string[]) => version(app, token, name, label, flows),
  }
}
const runtime = (number: number) => {
  const found = fleet.runtimes[number - 1]
  if (!found) throw new Error(`There is no runtime ${number}.`)
  return found
}
const carriedBy = (number: number) =>
  Object.fromEntries(runtime(number).carried.map(({ name, status }) => [name, status]))
const statuses = (rollout: { servers: { serverName: string; status: string }[] }) =>
  Object.fromEntries(rollout.servers.map(({ serverName, status }) => [serverName, status]))

describe('deploy, redeploy, undeploy', () => {
  test('an archive is fetched, checked, initialised and started; its flows are there and one can be stopped', async () => {
    const { create, ask, ids, carried, get, version: v } = await begin({ count: 2 })
    const { id } = await create('orders', {
      servers: ids,
      applications: [await v('orders', '1', ['IntakeFlow', 'OrderFlow'])],
    })
    const seen = new Set<string>()
    const rollout = await ask(id, 'deploy')
    await fleet.until(async () => {
      seen.add((await carried(runtime(1).serverId)).orders ?? 'not there')
      return (await get(id)).status === 'DEPLOYED'
    })

    expect([...seen]).toEqual(['not there', 'INITIALISED', 'STARTED'])
    expect(statuses(await fleet.ended(rollout))).toEqual({ 'mule-1': 'done', 'mule-2': 'done' })
    expect((await get(id)).reconciled).toBe(true)
    const flow = `/servers/${ids[0]}/flows/IntakeFlow/orders`
    expect((await fleet.mmc('POST', `${flow}/stop`)).status).toBe(200)
    await fleet.until(() => runtime(1).carried[0]?.flows[0]?.status === 'stopped')
    expect((await fleet.mmc('GET', `${flow}/endpoints`)).json.data).toMatchObject([{ id: 'endpoint.vm.intakeflow' }])

    // Redeployed it runs anew, flows and all, of the archive that is there.
    await fleet.ended(await ask(id, 'redeploy'))
    expect(runtime(1).carried[0]?.flows.map((one) => one.status)).toEqual(['running', 'running'])

    seen.clear()
    await ask(id, 'undeploy')
    await fleet.until(async () => {
      seen.add((await carried(runtime(1).serverId)).orders ?? 'not there')
      return (await get(id)).status === 'UNDEPLOYED'
    })
    expect([...seen]).toEqual(['STARTED', 'STOPPED', 'DISPOSED', 'not there'])
  })

  test('an archive of four and a half megabytes gets there as it is', async () => {
    const { create, ask, ids } = await begin({ count: 1 })
    const { json } = await upload(fleet.app, fleet.token, {
      name: 'large',
      version: '1',
      file: archive(['A'], 4_500_000),
    })
    const { id } = await create('a', { servers: ids, applications: [(json as { versionId: string }).versionId] })
    expect((await fleet.ended(await ask(id, 'deploy'))).status).toBe('succeeded')
    expect(carriedBy(1)).toEqual({ large: 'started' })
  })

  test('an archive is fetched once; redeploying takes it from disk', async () => {
    const fetched: string[] = []
    const fetch = (same: (url: string) => Promise<Uint8Array>) => (url: string) => {
      fetched.push(url)
      return same(url)
    }
    const { create, ask, ids, version: v } = await begin({ count: 1, fetch })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    await fleet.ended(await ask(id, 'deploy'))
    await fleet.ended(await ask(id, 'redeploy'))
    expect(fetched).toHaveLength(1)
  })

  test('a deploy of what was added leaves alone what runs; what was taken out goes with the deploy, not before', async () => {
    const { create, ask, ids, version: v } = await begin({ count: 1 })
    const [orders, bills] = [await v('orders'), await v('bills')]
    const made = await create('a', { servers: ids, applications: [orders] })
    await fleet.ended(await ask(made.id, 'deploy'))
    const placed = () => runtime(1).carried.find(({ name }) => name === 'orders')?.placement
    const before = placed()
    const update = async (verb: string, id: string, body: object) =>
      (await fleet.mmc('PUT', `/deployments/${id}/${verb}`, body)).json as typeof made
    const added = await update('add', made.id, { lastModified: made.lastModified, applications: [bills] })
    await fleet.ended(await ask(added.id, 'deploy'))
    expect(carriedBy(1)).toEqual({ orders: 'started', bills: 'started' })
    expect(placed()).toBe(before)

    const removed = await update('remove', added.id, { lastModified: added.lastModified, applications: [orders] })
    await fleet.pass(60)
    expect(carriedBy(1)).toEqual({ orders: 'started', bills: 'started' })
    expect(removed).toMatchObject({ status: 'UNDEPLOYED', reconciled: false })

    await fleet.ended(await ask(removed.id, 'deploy'))
    expect(carriedBy(1)).toEqual({ bills: 'started' })
  })

  test('a target that was taken out is cleared by the next deploy; what a host started with stays', async () => {
    const { create, ask, ids, version: v } = await begin({ count: 2, applications: [twoFlows] })
    const made = await create('a', { servers: ids, applications: [await v('bills')] })
    await fleet.ended(await ask(made.id, 'deploy'))
    const { json } = await fleet.mmc('PUT', `/deployments/${made.id}/remove`, {
      lastModified: made.lastModified,
      servers: [ids[1]],
    })
    await fleet.ended(await ask(json.id as string, 'deploy'))
    expect([carriedBy(1), carriedBy(2)]).toEqual([
      { 'orders-app': 'started', bills: 'started' },
      { 'orders-app': 'started' },
    ])
  })

  test('another version of an application replaces it; the deployment it came from is reconciled no more', async () => {
    const { create, ask, ids, get, version: v } = await begin({ count: 1 })
    const first = await create('first', { servers: ids, applications: [await v('orders', '1', ['A'])] })
    const second = await create('second', { servers: ids, applications: [await v('orders', '2', ['A', 'B'])] })
    await fleet.ended(await ask(first.id, 'deploy'))
    await fleet.ended(await ask(second.id, 'deploy'))

    expect(runtime(1).carried.map(({ flows }) => flows.length)).toEqual([2])
    expect(await get(first.id)).toMatchObject({ status: 'DEPLOYED', reconciled: false })
    expect(await get(second.id)).toMatchObject({ status: 'DEPLOYED', reconciled: true })
    // What is the second's stays when the first is undeployed.
    await fleet.mmc('POST', `/deployments/${first.id}/undeploy`)
    await fleet.pass(30)
    expect(carriedBy(1)).toEqual({ orders: 'started' })
  })

  test('deleted, it is DELETING until it is gone from its servers, then 404; one of its name lives meanwhile', async () => {
    const { create, ask, ids, get, version: v } = await begin({ count: 1 })
    const one = await v('orders')
    const { id } = await create('a', { servers: ids, applications: [one] })
    await fleet.ended(await ask(id, 'deploy'))
    expect((await fleet.mmc('DELETE', `/deployments/${id}`)).status).toBe(200)
    expect((await get(id)).status).toBe('DELETING')
    const again = await create('a', { servers: ids, applications: [one] })
    const rollout = await ask(again.id, 'deploy')
    await fleet.until(async () => (await fleet.mmc('GET', `/deployments/${id}`)).status === 404)
    expect(await fleet.ended(rollout)).toMatchObject({ status: 'succeeded' })
    expect(carriedBy(1)).toEqual({ orders: 'started' })
  })

  test('a server group means whoever is in it at the time', async () => {
    const { create, ask, ids, version: v } = await begin({ count: 2 })
    const group = (await fleet.mmc('POST', '/serverGroups', { name: 'Blue' })).json.id as string
    await fleet.mmc('PUT', `/servers/${ids[1]}`, { groups: [group] })
    const { id } = await create('a', { servers: [group], applications: [await v('orders')] })
    await fleet.ended(await ask(id, 'deploy'))
    expect([carriedBy(1), carriedBy(2)]).toEqual([{}, { orders: 'started' }])

    await fleet.mmc('PUT', `/servers/${ids[1]}`, { groups: [] })
    await fleet.mmc('PUT', `/servers/${ids[0]}`, { groups: [group] })
    await fleet.ended(await ask(id, 'deploy'))
    expect([carriedBy(1), carriedBy(2)]).toEqual([{ orders: 'started' }, {}])
  })
})

describe('failures', () => {
  test('one application that fails anywhere makes it FAILED, with the cause; the others go on', async () => {
    const { create, ask, ids, get, version: v } = await begin({ count: 2 })
    const { id } = await create('a', { servers: ids, applications: [await v('orders'), await v('bills')] })
    runtime(2).faults.failApplications = ['bills']
    const rollout = await fleet.ended(await ask(id, 'deploy'))

    expect(rollout).toMatchObject({
      status: 'failed',
      cause: expect.stringMatching(/mule-2: Application bills failed: It was told to fail/),
    })
    expect(statuses(rollout)).toEqual({ 'mule-1': 'done', 'mule-2': 'failed' })
    expect(await get(id)).toMatchObject({ status: 'FAILED', reconciled: false })
    expect(carriedBy(2)).toEqual({ orders: 'started', bills: 'failed' })

    runtime(2).faults.failApplications = []
    await fleet.ended(await ask(id, 'redeploy'))
    expect(await get(id)).toMatchObject({ status: 'DEPLOYED', reconciled: true })
  })

  test.each([
    ['a corrupt archive', (bytes: Uint8Array) => bytes.fill(0, 10, 40), /SHA-256/],
    ['an archive cut short on the way', (bytes: Uint8Array) => bytes.slice(0, 50), /SHA-256/],
  ])('%s is not used', async (_what, spoil, cause) => {
    const fetch = (same: (url: string) => Promise<Uint8Array>) => async (url: string) => spoil(await same(url))
    const { create, ask, ids, get, version: v } = await begin({ count: 1, fetch })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    const rollout = await fleet.ended(await ask(id, 'deploy'))
    expect(rollout.servers[0]?.cause).toMatchObject({
      code: 'application-failed',
      message: expect.stringMatching(cause),
    })
    expect((await get(id)).status).toBe('FAILED')
  })

  test('a zip without a Mule configuration fails on the runtime, and says why', async () => {
    const { create, ask, ids } = await begin({ count: 1 })
    const file = archive()
    // `mule-config.xml` under another name is no configuration.
    const other = new Uint8Array(
      Buffer.from(Buffer.from(file).toString('latin1').replaceAll('mule-config.xml', 'mule-config.txt'), 'latin1'),
    )
    const { json } = await upload(fleet.app, fleet.token, { name: 'odd', version: '1', file: other })
    const { id } = await create('a', { servers: ids, applications: [(json as { versionId: string }).versionId] })
    expect((await fleet.ended(await ask(id, 'deploy'))).cause).toMatch(/no Mule configuration/)
  })

  test('a version deleted between asking and fetching fails there; one that is deployed goes on running', async () => {
    const { create, ask, ids, get, version: v } = await begin({ count: 1 })
    const [orders, bills] = [await v('orders'), await v('bills')]
    const { id } = await create('a', { servers: ids, applications: [orders, bills] })
    const rollout = await ask(id, 'deploy')
    await fleet.mmc('DELETE', `/repository/${bills}`)
    expect((await fleet.ended(rollout)).cause).toMatch(/bills failed: The version is not in the repository any more/)
    expect((await get(id)).applications).toEqual([orders, bills])

    await fleet.mmc('DELETE', `/repository/${orders}`)
    await fleet.pass(60)
    expect(carriedBy(1).orders).toBe('started')
    expect((await fleet.mmc('DELETE', `/deployments/${id}`)).status).toBe(200)
    await fleet.until(async () => (await fleet.mmc('GET', `/deployments/${id}`)).status === 404)
    expect(carriedBy(1)).toEqual({})
  })

  test('the store out of reach for a while is tried again at the next check-in', async () => {
    let isOpen = false
    const fetch = (same: (url: string) => Promise<Uint8Array>) => (url: string) =>
      isOpen ? same(url) : Promise.reject(new Error('no route'))
    const { create, ask, ids, version: v } = await begin({ count: 1, fetch })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    const rollout = await ask(id, 'deploy')
    await fleet.pass(60)
    isOpen = true
    expect(await fleet.ended(rollout)).toMatchObject({ status: 'succeeded' })
  })

  test('an application that never starts is given up on after its time', async () => {
    const { create, ids, version: v } = await begin({ count: 1, faults: { deploySeconds: 3600 } })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    const policy = { serverTimeoutSeconds: 30, deliveryTimeoutSeconds: 30 }
    const { json } = await fleet.control('POST', `/deployments/${uuidOf(id)}/rollouts`, { kind: 'deploy', policy })
    expect((await fleet.ended(json.rolloutId as string)).servers).toMatchObject([
      { status: 'failed', cause: { code: 'server-timeout', message: 'Application orders is initialised.' } },
    ])
  })
})

describe('servers that are down', () => {
  test('one is skipped, comes to what is wanted by itself when it is back, and reconciled follows', async () => {
    const { create, ask, ids, get, version: v } = await begin({ count: 2 })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    runtime(2).kill()
    await fleet.pass(120)
    const rollout = await fleet.ended(await ask(id, 'deploy'))

    expect(statuses(rollout)).toEqual({ 'mule-1': 'done', 'mule-2': 'skipped' })
    expect(rollout.servers[1]?.cause).toMatchObject({ code: 'down' })
    expect(await get(id)).toMatchObject({ status: 'DEPLOYED', reconciled: false })

    await runtime(2).start()
    await fleet.until(async () => (await get(id)).reconciled)
    expect(carriedBy(2)).toEqual({ orders: 'started' })
    runtime(1).kill()
    await fleet.until(async () => !(await get(id)).reconciled, 120)
    // Restarted it has its archive on disk.
    await runtime(1).start()
    await fleet.until(async () => (await get(id)).reconciled, 30)
  })

  test('an agent that dies in the middle is skipped once its lease has run out; back it finishes', async () => {
    const { create, ask, ids, get, version: v } = await begin({ count: 2, faults: { deploySeconds: 5 } })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    const rollout = await ask(id, 'deploy')
    await fleet.until(() => carriedBy(2).orders === 'initialised')
    runtime(2).kill()

    expect(statuses(await fleet.ended(rollout, 120))).toEqual({ 'mule-1': 'done', 'mule-2': 'skipped' })
    await runtime(2).start()
    await fleet.until(async () => (await get(id)).reconciled, 60)
  })

  test('deleted while its server is down it is gone, and the server is cleared when it comes back', async () => {
    const { create, ask, ids, version: v } = await begin({ count: 2 })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    await fleet.ended(await ask(id, 'deploy'))
    runtime(2).kill()
    await fleet.pass(120)
    await fleet.mmc('DELETE', `/deployments/${id}`)
    await fleet.until(async () => (await fleet.mmc('GET', `/deployments/${id}`)).status === 404)
    await runtime(2).start()
    await fleet.until(() => Object.keys(carriedBy(2)).length === 0 && runtime(2).status === 'running', 60)
  })
})

describe('steering', () => {
  test('maxParallel bounds how many are in hand; cancelled, the rest keeps what it has and the deployment has failed', async () => {
    const { create, ids, get, version: v } = await begin({ count: 4 })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    const asked = await fleet.control('POST', `/deployments/${uuidOf(id)}/rollouts`, {
      kind: 'deploy',
      policy: { maxParallel: 1 },
    })
    const rolloutId = asked.json.rolloutId as string
    let most = 0
    const read = async () =>
      (await fleet.control('GET', `/rollouts/${rolloutId}`)).json as { servers: { status: string }[] }
    await fleet.until(async () => {
      const { servers } = await read()
      most = Math.max(most, servers.filter(({ status }) => status === 'ordered').length)
      return servers.filter(({ status }) => status === 'done').length === 2
    })
    await fleet.control('POST', `/rollouts/${rolloutId}/cancel`)
    const ended = await fleet.ended(rolloutId)

    expect(most).toBe(1)
    expect(ended.status).toBe('cancelled')
    expect(ended.servers.at(-1)).toMatchObject({ status: 'skipped', cause: { code: 'cancelled' } })
    expect((await get(id)).status).toBe('FAILED')
    expect(carriedBy(4)).toEqual({})
  })

  test('paused it waits and is in progress; resumed it goes on; cancelled while paused it gives all back', async () => {
    const { create, ids, get, version: v } = await begin({ count: 2 })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    const ask = async () =>
      (
        await fleet.control('POST', `/deployments/${uuidOf(id)}/rollouts`, {
          kind: 'redeploy',
          policy: { maxParallel: 1 },
        })
      ).json.rolloutId as string
    const pause = async (rolloutId: string) => {
      await fleet.control('POST', `/rollouts/${rolloutId}/pause`)
      await fleet.until(async () => (await fleet.control('GET', `/rollouts/${rolloutId}`)).json.status === 'paused')
    }
    const first = await ask()
    await pause(first)
    await fleet.pass(60)
    expect((await get(id)).status).toBe('IN_PROGRESS')
    await fleet.control('POST', `/rollouts/${first}/resume`)
    expect((await fleet.ended(first)).status).toBe('succeeded')

    const second = await ask()
    await pause(second)
    await fleet.control('POST', `/rollouts/${second}/cancel`)
    expect((await get(id)).status).toBe('FAILED')
  })

  test('undeployed in the middle of a deployment, nothing of it is left anywhere', async () => {
    const { create, ask, ids, get, version: v } = await begin({ count: 3, faults: { deploySeconds: 4 } })
    const { id } = await create('a', { servers: ids, applications: [await v('orders')] })
    const deploy = await ask(id, 'deploy')
    await fleet.until(() => carriedBy(1).orders === 'initialised')
    const undeploy = await ask(id, 'undeploy')
    await fleet.ended(undeploy)

    expect((await fleet.control('GET', `/rollouts/${deploy}`)).json).toMatchObject({ status: 'cancelled' })
    expect((await get(id)).status).toBe('UNDEPLOYED')
    await fleet.pass(60)
    expect([carriedBy(1), carriedBy(2), carriedBy(3)]).toEqual([{}, {}, {}])
  })
})
