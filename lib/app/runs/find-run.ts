import { runNotFound } from '#core/runs/run.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds a run by its id. Throws `run-not-found`. Two requests. */
export const findRun = useCase({
  effects: { queriesRuns: true },
  async run({ runs }, runId: string) {
    const run = await runs.find(runId)
    if (!run) throw runNotFound(runId)
    return run
  },
})
