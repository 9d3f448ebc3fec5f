import type { Addition } from '#core/flows/addition.ts'
import { addFlows as planAddition, beginAddition, endAddition, whileBegun } from '#core/flows/add-flows.ts'
import type { FlowQuotas } from '#core/flows/count-flow.ts'
import type { NewFlow } from '#core/flows/create-flow.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import { finishAddition } from './finish-addition.ts'
import { removeAddition } from './remove-addition.ts'

/**
 * Adds flows of one dialect, all or none, however many. Throws `flow-name-taken`, `flow-quota-exceeded`. One transaction for up to
 * thirty flows; for more a write before and after those, and one for each hundred flows, which lists them. Cut off at any of them, the relay
 * lists the flows or the sweep removes them.
 */
export const addFlows = useCase({
  effects: {
    creates: ['flow', 'flow-alias', 'flow-pointer', 'definition', 'addition'],
    updates: ['tally', 'addition'],
    checks: ['addition'],
  },
  uses: { finishAddition, removeAddition },
  async run({ commit, newUuid, actor, use }, flows: readonly NewFlow[], quotas: FlowQuotas): Promise<void> {
    const planned = planAddition(flows, quotas, actor, newUuid())
    if (!('after' in planned)) return commit(planned.change, undefined)
    const { after: addition, change: parts } = planned
    await commit(beginAddition(addition).change, undefined)
    let done: Addition
    try {
      for (const part of parts) await retryOnConflict(() => commit([whileBegun(addition), ...part], undefined))
      const { after, change } = endAddition(addition)
      await commit(change, undefined)
      done = after
    } catch (error) {
      // What cannot be removed now is removed by the sweep.
      await use.removeAddition(addition).catch(() => undefined)
      throw error
    }
    // They are there; what cannot be listed now is listed by the relay.
    await use.finishAddition(done).catch(() => undefined)
  },
})
