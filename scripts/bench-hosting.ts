import { pathToFileURL } from 'node:url'
import { processMemory } from '../lib/simulator/memory.ts'
import { startFleet } from '../test/_harness/fleet.ts'
import { graph } from '../test/_harness/hub-flows.ts'
import { costOf } from './costs.ts'

/**
 * Flows on runtimes: what a start of one flow on all of them costs, a start of many flows on one, and an idle check-in. By
 * itself: `node scripts/bench-hosting.ts [runtimes] [flows on each] [flows on one]`.
 */
export async function hosting(count = 500, flowsOnEach = 20, flowsOnOne = 1000): Promise<void> {
  const fleet = await startFleet({ count, memory: () => processMemory() })
  const { app, control, settled, until, runtimes } = fleet
  const group = (await fleet.mmc('POST', '/serverGroups', { name: 'all' })).json as { id: string }
  for (const { serverId, name } of runtimes)
    await fleet.mmc('PUT', `/servers/local$${serverId}`, { name, groups: [group.id] })
  await settled()
  const make = async (placement: object): Promise<string> => {
    const { data } = (await app.functions.invoke('oih-CreateFlow', { flow: { name: 'F', graph } })) as {
      data: { id: string }
    }
    await control('PUT', `/flows/${data.id}/placement`, placement)
    return data.id
  }
  const isActive = async (id: string) =>
    ((await control('GET', `/flows/${id}`)).json as { status: string }).status === 'active'
  const start = async (ids: readonly string[]) => {
    for (const id of ids) await control('POST', `/flows/${id}/start`)
    await until(async () => {
      for (const id of ids) if (!(await isActive(id))) return false
      return true
    })
  }
  const say = (what: string, { requests, units }: Awaited<ReturnType<typeof costOf>>) =>
    console.log(`${what}: ${requests.length} requests, ${units} units`)

  const onAll: string[] = []
  for (let index = 0; index < flowsOnEach; index++) onAll.push(await make({ kind: 'server-groups', ids: [group.id] }))
  await settled()
  await start(onAll.slice(1))
  const [first = ''] = onAll
  say(
    `start of one flow on ${count} runtimes that host ${flowsOnEach - 1}, check-ins of all included`,
    await costOf(app.engine, () => start([first])),
  )

  const [one] = runtimes
  await one?.checkIn()
  await settled()
  say(
    `idle check-in of a runtime that hosts ${flowsOnEach} flows`,
    await costOf(app.engine, async () => one?.checkIn()),
  )

  const onOne: string[] = []
  for (let index = 0; index < flowsOnOne; index++) onOne.push(await make({ kind: 'servers', ids: [one?.serverId] }))
  await settled()
  say(
    `start of ${flowsOnOne} flows on one runtime, check-ins of all included`,
    await costOf(app.engine, () => start(onOne)),
  )
  await fleet.stop()
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await hosting(...process.argv.slice(2).map(Number))
