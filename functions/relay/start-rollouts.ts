import { isToBeExecuted } from '#core/rollouts/rollout.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** Starts the execution of each rollout that is to be executed, named by the rollout and its epoch, so a second start does nothing. */
export default effect({
  name: 'StartRollouts',
  entities: ['rollout'],
  effects: { startsExecutions: true },
  async run(change, { execute }) {
    if (change.entity !== 'rollout') return
    const { before, after } = change
    if (!after || !isToBeExecuted(after) || (before && isToBeExecuted(before))) return
    const { tenant, id, epoch, target } = after
    await execute(`roll-${target.kind}`, `${id}-${epoch}`, { tenant, rolloutId: id })
  },
})
