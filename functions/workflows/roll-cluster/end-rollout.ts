import { endRolloutTask } from '../_rollouts/begin-and-end.ts'

/**
 * Ends a rollout and gives the cluster back, in one transaction. `fault` ends it whatever its state: an execution that
 * cannot go on must not leave the cluster held.
 */
export default endRolloutTask
