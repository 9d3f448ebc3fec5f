import { resumeRollout } from '#core/rollouts/steer-rollout.ts'
import * as examples from './_dialect/examples.ts'
import { rolloutCommand } from './_dialect/families/rollout.ts'

/** Resumes a paused rollout where it stopped. */
export default rolloutCommand.operation({
  name: 'ResumeRollout',
  route: 'POST /rollouts/{rolloutId}/resume',
  example: { request: { rolloutId: '<rolloutId>' }, answer: examples.rollout },
  permission: 'clusters.control',
  action: resumeRollout,
})
