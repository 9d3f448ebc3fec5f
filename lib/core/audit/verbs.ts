import { flowEvent } from '../flows/flow-events.ts'
import type { Flow } from '../flows/flow.ts'
import type { Rollout } from '../rollouts/rollout.ts'

/** What a change of a flow is called: as its event is. Undefined for one that has no event. */
export const verbOfFlow = (before: Flow | undefined, after: Flow): string | undefined =>
  flowEvent(before, after)?.type.slice('flow.'.length)

/** What a change of a rollout is called: the status that it has come to. */
export const verbOfRollout = (before: Rollout | undefined, after: Rollout): string =>
  !before ? 'created' : before.status === after.status ? 'updated' : after.status
