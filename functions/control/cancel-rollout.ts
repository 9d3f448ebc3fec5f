import { cancelRollout } from '#core/rollouts/steer-rollout.ts'
import * as examples from './_dialect/examples.ts'
import { rolloutCommand } from './_dialect/rollout-commands.ts'

/** Cancels a rollout between servers: the one in hand is seen through or its order withdrawn, no further one is taken. */
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
