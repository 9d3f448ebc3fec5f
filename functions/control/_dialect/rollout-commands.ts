import type { Update } from '#core/change.ts'
import type { Cluster } from '#core/clusters/cluster.ts'
import { rolloutNotFound, type Rollout } from '#core/rollouts/rollout.ts'
import type { Context } from '#runtime/context.ts'
import * as t from '#runtime/schema.ts'
import { RolloutView, rolloutView, withChange } from './rollout-views.ts'

type Decide = (
  rollout: Rollout,
  cluster: Cluster | undefined,
  at: string,
  by: string,
) => Update<'rollout' | 'cluster'>[]

const effects = { reads: ['rollout', 'cluster'], updates: ['rollout', 'cluster'] } as const

/** What the commands on a rollout share: everything but the route and the decision. They answer with what it is then. */
export const rolloutCommand = (decide: Decide) => ({
  permission: 'clusters.control' as const,
  input: t.strictObject({ rolloutId: t.string().check(t.maxLength(64)) }),
  output: RolloutView,
  fails: ['rollout-not-found', 'rollout-over'] as const,
  effects,
  async run(
    { rolloutId }: { rolloutId: string },
    { caller, at, read, commit }: Context<typeof effects, t.Of<typeof RolloutView>>,
  ) {
    const rollout = await read.rollout(rolloutId)
    if (!rollout) throw rolloutNotFound(rolloutId)
    const change = decide(rollout, await read.cluster(rollout.target.id), at, caller.name)
    return commit(change, rolloutView(withChange(rollout, change)))
  },
})
