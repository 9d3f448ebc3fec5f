import { cancelRollout } from '#core/rollouts/steer-rollout.ts'
import { rolloutCommand } from './_dialect/rollout-commands.ts'

/** Cancels a rollout between servers: the one in hand is seen through or its order withdrawn, no further one is taken. */
export default rolloutCommand.operation({
  name: 'CancelRollout',
  route: 'POST /rollouts/{rolloutId}/cancel',
  permission: 'clusters.control',
  action: cancelRollout,
})
