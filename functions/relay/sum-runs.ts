import { isEnding, isOver, type Run } from '#core/runs/run.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { batchEffect, type ItemChange } from '#runtime/declarations/relay.ts'

const atOnce = 8

/** Brings the sums of runs up to date and ends those that are over: each run in a batch once, however much of it settled. */
export default batchEffect({
  name: 'SumRuns',
  entities: ['slice', 'run'],
  effects: { followsRuns: true },
  async run(changes, { runs }) {
    const addresses = new Map(changes.flatMap((change) => addressOf(change) ?? []).map((one) => [one.runId, one]))
    await concurrently(atOnce, [...addresses.values()], (address) => runs.sum(address))
  },
})

function addressOf(change: ItemChange) {
  if (change.entity === 'slice' && change.after) {
    const { tenant, flowId, runId } = change.after
    return [{ tenant, flowId, runId }]
  }
  // Its last message may have settled before it was told to end.
  if (change.entity === 'run' && change.after && isToldToEnd(change.before, change.after)) {
    const { tenant, flowId, id: runId } = change.after
    return [{ tenant, flowId, runId }]
  }
  return undefined
}

const isToldToEnd = (before: Run | undefined, after: Run): boolean =>
  before !== undefined && !isOver(after) && isEnding(after) && !isEnding(before)
