import { deploymentsOf, version } from '../test/_harness/deployments.ts'
import { startFleet } from '../test/_harness/fleet.ts'
import { costOf } from './costs.ts'

const applications = 10
const servers = 50

/** Ten applications put on fifty simulated servers by one deployment: part of `npm run bench`. */
export async function deployments(): Promise<void> {
  const fleet = await startFleet({ count: servers })
  const { app, token, clock } = fleet
  const versions = await Promise.all(
    Array.from({ length: applications }, (_, index) => version(app, token, `app-${index}`, '1', ['Intake', 'Order'])),
  )
  const { create, ask } = deploymentsOf(fleet)
  const targets = fleet.runtimes.map(({ serverId }) => `local$${serverId}`)
  const { id } = await create('bench', { servers: targets, applications: versions })
  await fleet.settled()
  let looks = 0
  const { invoke } = app.functions
  app.functions.invoke = (name, event) => {
    if (name === 'roll-deployment-AdvanceDeployment') looks++
    return invoke(name, event)
  }
  const begun = { wall: performance.now(), at: clock.now().getTime() }
  let rolloutId = ''
  const cost = await costOf(app.engine, async () => {
    rolloutId = await ask(id, 'deploy')
    await fleet.until(async () => {
      const { Item } = await app.engine.call<{ Item: { status: { S: string } } }>('DynamoDB_20120810.GetItem', {
        TableName: 'sluice',
        Key: { pk: { S: `default|rollout|${rolloutId}` }, sk: { S: 'rollout' } },
      })
      return Item.status.S === 'succeeded'
    })
  })
  const ended = await fleet.ended(rolloutId)
  const { Items } = await app.engine.call<{ Items: { id: { S: string }; observed: { S: string } }[] }>(
    'DynamoDB_20120810.Scan',
    { TableName: 'sluice', FilterExpression: 'sk = :sk', ExpressionAttributeValues: { ':sk': { S: 'server' } } },
  )
  const doneAt = new Map(
    Items.map(({ id: key, observed }) => [key.S, (JSON.parse(observed.S) as { changedAt: string }).changedAt]),
  )
  const beyond = ended.servers
    .map(({ serverId, times }) => (Date.parse(times.endedAt ?? '') - Date.parse(doneAt.get(serverId) ?? '')) / 1000)
    .toSorted((one, other) => one - other)
  const { orders, leases, reports } = cost.of
  const each = ({ items, units }: { items: number; units: number }) => `${items} items, ${units} units`
  console.log(`
deploy ${applications} applications to ${servers} servers: the deployment's own writes ${each(orders)}; telling agents ${each(leases)};
  their reports ${each(reports)}; ${cost.requests.length} requests and ${cost.units} units in all, check-ins and archives' addresses included;
  ${looks} looks, ${3 * looks + 3} state transitions; ${((clock.now().getTime() - begun.at) / 1000).toFixed(0)} s by the clock, most of it agents that check in every 15 s;
  beyond the agents' own time ${beyond[servers / 2]?.toFixed(1)} s (median), ${beyond.at(-1)?.toFixed(1)} s (most); ${((performance.now() - begun.wall) / 1000).toFixed(1)} s of this machine`)
  await fleet.stop()
}
