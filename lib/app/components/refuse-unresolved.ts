import { failFlow } from '#core/flows/fail-flow.ts'
import type { Flow } from '#core/flows/flow.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { findStartProblem } from './find-start-problem.ts'

/**
 * Fails a flow that has just become active though it may not start in its tenant. Only while it is active by that same start.
 */
export const refuseUnresolved = useCase({
  effects: { reads: ['flow'], updates: ['flow'] },
  uses: { findStartProblem },
  async run({ read, at, use, commit }, started: Flow) {
    const cause = await use.findStartProblem(started)
    if (cause === undefined) return
    const flow = await read.flow(started.key)
    if (flow?.id !== started.id || flow.status !== 'active' || flow.activatedAt !== started.activatedAt) return
    await commit(failFlow(flow, cause, at).change, undefined)
  },
})
