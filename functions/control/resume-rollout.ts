import { resumeRollout } from '#core/rollouts/steer-rollout.ts'
import { operation } from './_dialect/dialect.ts'
import { rolloutCommand } from './_dialect/rollout-commands.ts'

/** Goes on with a paused rollout where it was. */
export default operation({
  name: 'ResumeRollout',
  route: 'POST /rollouts/{rolloutId}/resume',
  ...rolloutCommand(resumeRollout),
})
