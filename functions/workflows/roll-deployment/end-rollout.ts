import { endRolloutTask } from '../_rollouts/begin-and-end.ts'

/**
 * Ends a rollout, says in its deployment how it went, or removes a deployment that was deleted, and gives the clusters
 * back, in one transaction. `fault` ends it whatever its state.
 */
export default endRolloutTask
