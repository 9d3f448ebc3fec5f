import { spelledOut } from '#core/runs/run-id.ts'
import { runNotFound } from '#core/runs/run.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Finds a run by its id, else the newest that a webhook's caller called so. Throws `run-not-found`. Two requests, for what is no
 * id of a run up to two more.
 */
export const findExecution = useCase({
  effects: { queriesRuns: true },
  async run({ runs }, id: string) {
    const run = (await runs.find(spelledOut(id))) ?? (await runs.called(id))
    if (!run) throw runNotFound(id)
    return run
  },
})
