import type { Flow } from '#core/flows/flow.ts'
import { reportedTask } from '#core/flows/settle-hosted-flow.ts'
import { oldestOpenRun } from '#core/runs/run-limits.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * The step of a flow that was handed something last: in its newest run in progress, or as the runtimes report that it is on.
 * Undefined while nothing is in hand. One request; on runtimes one, and two for each hundred of them.
 */
export const findCurrentTask = useCase({
  effects: { queriesRuns: true, readsStandings: true },
  async run({ runs, standingsOf, at }, flow: Flow): Promise<string | undefined> {
    if (flow.isHosted) return reportedTask(flow, await standingsOf(flow))
    return (await runs.newestOpen(flow.id, oldestOpenRun(flow.madeBy, at)))?.currentStep
  },
})
