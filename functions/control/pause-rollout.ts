import { pauseRollout } from '#core/rollouts/steer-rollout.ts'
import * as examples from './_dialect/examples.ts'
import { rolloutCommand } from './_dialect/families/rollout.ts'

/** Pauses a rollout between servers, until it is resumed or cancelled. */
export default rolloutCommand.operation({
  name: 'PauseRollout',
  route: 'POST /rollouts/{rolloutId}/pause',
  example: { request: { rolloutId: '<rolloutId>' }, answer: { ...examples.rollout, isPausing: true, version: 4 } },
  permission: 'clusters.control',
  action: pauseRollout,
})
