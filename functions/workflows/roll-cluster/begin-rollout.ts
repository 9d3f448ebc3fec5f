import { beginRolloutTask } from '../_rollouts/begin-and-end.ts'

/**
 * An execution claims the rollout: the epoch it raises is its own, and whatever a former execution still writes is
 * refused from here on. A rollout that is over is left alone.
 */
export default beginRolloutTask
