import { rolloutNotFound } from '#core/rollouts/rollout.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { RolloutView, rolloutView } from './_dialect/views/rollout.ts'

/** Returns a rollout: the progress and timeline of each server, and the cause of a failure. */
export default operation({
  name: 'GetRollout',
  route: 'GET /rollouts/{rolloutId}',
  example: { request: { rolloutId: '<rolloutId>' }, answer: examples.rollout },
  permission: 'clusters.read',
  watchable: true,
  input: t.strictObject({ rolloutId: t.string().check(t.maxLength(64)) }),
  output: RolloutView,
  fails: ['rollout-not-found'],
  effects: { reads: ['rollout'], readsMany: ['server'] },
  async run({ rolloutId }, { read, readMany }) {
    const rollout = await read.rollout(rolloutId)
    if (!rollout) throw rolloutNotFound(rolloutId)
    const inProgress = rollout.steps.filter(({ status }) => status === 'ordered').map(({ serverId }) => serverId)
    return rolloutView(rollout, await readMany.server(inProgress))
  },
})
