import type { Flow } from '#core/flows/flow.ts'
import { oldestOpenRun } from '#core/runs/run-limits.ts'
import { cancelRun } from '#core/runs/cancel-run.ts'
import { isOver, type Run } from '#core/runs/run.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'

const atOnce = 8

/**
 * Cancels runs of a flow, each by itself: those with these ids, or all that are in progress. Answers the ids of those that it
 * did not cancel, because they have ended or are not the flow's. One that is being cancelled already is none of these.
 */
export const cancelRuns = useCase({
  effects: { queriesRuns: true, updates: ['run'] },
  async run({ runs, commit, actor }, flow: Flow, ids?: readonly string[]): Promise<string[]> {
    const found = ids
      ? await runs.byIds(flow.id, ids)
      : await runs.inProgress(flow.id, oldestOpenRun(flow.madeBy, actor.at))
    const cancelled = new Set<string>()
    await concurrently(atOnce, found, async (asFound) => {
      let run: Run | undefined = asFound
      await retryOnConflict(async () => {
        // A run's sums may have been brought up to date since it was read.
        run ??= (await runs.byIds(flow.id, [asFound.id]))[0]
        if (!run || isOver(run)) return
        const { change } = cancelRun(run, actor)
        run = undefined
        await commit(change, undefined)
        cancelled.add(asFound.id)
      })
    })
    return [...new Set(ids)].filter((id) => !cancelled.has(id))
  },
})
