import { targetsOfServer } from '#core/flows/placement.ts'
import { batchEffect, type ItemChange } from '#runtime/declarations/relay.ts'

/**
 * Tells servers which flows to host: those of a flow that was changed, and of the flows placed on what a server came to or left. Each
 * flow of a batch is looked at once, as it is now, and each agent is told once.
 */
export default batchEffect({
  name: 'HostFlows',
  entities: ['flow', 'server'],
  effects: { hostsFlows: true },
  async run(changes, { hosting }) {
    const moved = changes.flatMap(movedServers)
    const placed = (await Promise.all(moved.map((server) => hosting.placedOn(server)))).flat()
    const flows = Map.groupBy([...changes.flatMap(changedFlow), ...placed], ({ id }) => id)
    await hosting.host(
      [...flows.values()].flatMap(([first, ...others]) => {
        if (!first) return []
        const changedServerIds = [first, ...others].flatMap((one) => one.changedServerIds ?? [])
        return [{ ...first, changedServerIds: changedServerIds.length > 0 ? changedServerIds : undefined }]
      }),
    )
    for (const change of changes)
      if (change.entity === 'server' && change.before && !change.after) await hosting.forgetServer(change.before)
  },
})

interface Looked {
  tenant: string
  key: string
  id: string
  changedServerIds?: readonly string[]
}

function changedFlow(change: ItemChange): Looked[] {
  if (change.entity !== 'flow') return []
  const flow = change.after ?? change.before
  if (!flow || !(change.before?.isHosted ?? change.after?.isHosted)) return []
  return [{ tenant: flow.tenant, key: flow.key, id: flow.id }]
}

/** A server as it was and as it is, when it is part of something else now. */
function movedServers(change: ItemChange) {
  if (change.entity !== 'server') return []
  const both = [change.before, change.after].filter((server) => server !== undefined)
  const [one = [], other = []] = both.map((server) => targetsOfServer(server).sort())
  return JSON.stringify(one) === JSON.stringify(other) ? [] : both
}
