import type { Hosting } from '#core/flows/hosting.ts'
import { batchEffect, type ItemChange } from '#runtime/declarations/relay.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'

const atOnce = 8

/**
 * Moves flows on runtimes on by what the runtimes report, and when one goes down that others had to wait for: each flow of a
 * batch once. Counts alone move nothing.
 */
export default batchEffect({
  name: 'SettleHostedFlows',
  entities: ['hosting', 'server'],
  effects: { hostsFlows: true },
  async run(changes, { hosting }) {
    const down = changes.flatMap((change) => (isDown(change) && change.after ? [change.after] : []))
    const waiting = (await Promise.all(down.map((server) => hosting.waitingFor(server)))).flat()
    const reported = changes.flatMap(reportedFlow)
    const flows = Map.groupBy([...reported, ...waiting.map((one) => ({ ...one, hasFailed: false }))], ({ id }) => id)
    await concurrently(atOnce, [...flows.values()], async ([first, ...others]) => {
      if (first)
        await hosting.settle(
          first,
          [first, ...others].some(({ hasFailed }) => hasFailed),
        )
    })
  },
})

const isDown = (change: ItemChange): change is Extract<ItemChange, { entity: 'server' }> =>
  change.entity === 'server' && change.after?.announced === 'down' && change.before?.announced !== 'down'

function reportedFlow(change: ItemChange) {
  if (change.entity !== 'hosting' || !change.after) return []
  const { before, after } = change
  if (!after.report || whatCounts(before) === whatCounts(after)) return []
  const { tenant, flowKey: key, flowId: id } = after
  return [{ tenant, key, id, hasFailed: after.report.state === 'failed' }]
}

/** What of a report may move a flow. */
const whatCounts = (hosting: Hosting | undefined): string =>
  [hosting?.report?.flowId, hosting?.report?.state, hosting?.report?.startGeneration].join(' ')
