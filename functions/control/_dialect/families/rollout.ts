import { loadLocked } from '#app/rollouts/load-locked.ts'
import type { Actor } from '#core/actor.ts'
import type { LockedResources } from '#core/deployments/end-deployment.ts'
import type { Steered } from '#core/rollouts/steer-rollout.ts'
import { rolloutNotFound, type Rollout } from '#core/rollouts/rollout.ts'
import * as t from '#runtime/declarations/schema.ts'
import { family } from '../dialect.ts'
import { RolloutView, rolloutView } from '../views/rollout.ts'

type Decide = (rollout: Rollout, held: LockedResources, actor: Actor) => Steered

/** The family of commands on a rollout, by what each decides. They answer with what it is then. */
export const rolloutCommand = family({
  input: t.strictObject({ rolloutId: t.string().check(t.maxLength(64)) }),
  output: RolloutView,
  fails: ['rollout-not-found', 'rollout-finished'],
  effects: { reads: ['rollout'] },
  uses: { loadLocked },
  async run({ rolloutId }, { actor, read, use, commit }, decide: Decide) {
    const rollout = await read.rollout(rolloutId)
    if (!rollout) throw rolloutNotFound(rolloutId)
    const { after, change } = decide(rollout, await use.loadLocked(rollout), actor)
    return commit(change, rolloutView(after))
  },
})
