import type { Held } from '#core/deployments/end-deployment.ts'
import type { EndChange } from '#core/rollouts/end-rollout.ts'
import { rolloutNotFound, type Rollout } from '#core/rollouts/rollout.ts'
import type { Context } from '#runtime/context.ts'
import { holding, readHeld } from '#runtime/held.ts'
import * as t from '#runtime/schema.ts'
import { RolloutView, rolloutView, withChange } from './rollout-views.ts'

type Decide = (rollout: Rollout, held: Held, at: string, by: string) => EndChange

/** What the commands on a rollout share: everything but the route and the decision. They answer with what it is then. */
export const rolloutCommand = (decide: Decide) => ({
  permission: 'clusters.control' as const,
  input: t.strictObject({ rolloutId: t.string().check(t.maxLength(64)) }),
  output: RolloutView,
  fails: ['rollout-not-found', 'rollout-over'] as const,
  effects: holding,
  async run({ rolloutId }: { rolloutId: string }, context: Context<typeof holding, t.Of<typeof RolloutView>>) {
    const { caller, at, read, commit } = context
    const rollout = await read.rollout(rolloutId)
    if (!rollout) throw rolloutNotFound(rolloutId)
    const change = decide(rollout, await readHeld(context, rollout), at, caller.name)
    return commit(change, rolloutView(withChange(rollout, change)))
  },
})
