import { cancelRollout } from '#core/rollouts/steer-rollout.ts'
import * as examples from './_dialect/examples.ts'
import { rolloutCommand } from './_dialect/families/rollout.ts'

/**
 * Cancels a rollout between servers: the server in progress is finished or its command withdrawn, and no further
 * server is started.
 */
export default rolloutCommand.operation({
  name: 'CancelRollout',
  route: 'POST /rollouts/{rolloutId}/cancel',
  example: {
    request: { rolloutId: '<rolloutId>' },
    answer: { ...examples.rollout, isCancelling: true, cause: 'It was cancelled by owner.', version: 4 },
  },
  permission: 'clusters.control',
  action: cancelRollout,
})
