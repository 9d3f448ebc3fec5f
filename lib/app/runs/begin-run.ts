import type { Flow } from '#core/flows/flow.ts'
import type { Run } from '#core/runs/run.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { planRun, type RunRequest } from './plan-run.ts'

/**
 * Begins a run of a flow, and gives what `answer` makes of it. Refused as `planRun`, and `version-conflict` when its id has
 * begun already or the flow has changed meanwhile.
 */
export const beginRun = useCase({
  effects: {
    creates: ['run', 'message', 'flow-schedule', 'hosted-run'],
    updates: ['tally', 'flow-schedule'],
    checks: ['flow'],
  },
  uses: { planRun },
  async run({ commit, use }, flow: Flow, request: RunRequest, answer: (run: Run) => unknown): Promise<unknown> {
    const { after, change } = await use.planRun(flow, request)
    return commit(change, answer(after))
  },
})
