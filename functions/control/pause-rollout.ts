import { pauseRollout } from '#core/rollouts/steer-rollout.ts'
import { rolloutCommand } from './_dialect/rollout-commands.ts'

/** Pauses a rollout between servers, until it is resumed or cancelled. */
export default rolloutCommand.operation({
  name: 'PauseRollout',
  route: 'POST /rollouts/{rolloutId}/pause',
  permission: 'clusters.control',
  action: pauseRollout,
})
