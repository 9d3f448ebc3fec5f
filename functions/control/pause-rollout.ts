import { pauseRollout } from '#core/rollouts/steer-rollout.ts'
import { operation } from './_dialect/dialect.ts'
import { rolloutCommand } from './_dialect/rollout-commands.ts'

/** Pauses a rollout between servers, until it is resumed or cancelled. */
export default operation({
  name: 'PauseRollout',
  route: 'POST /rollouts/{rolloutId}/pause',
  ...rolloutCommand(pauseRollout),
})
