import type { Clock } from '../../clock.ts'
import type { LocalFunctions } from '../../functions.ts'
import type { Invocations } from '../../invocations.ts'
import type { State } from '../../state.ts'
import type { Timers } from '../../timers.ts'
import { dispatch, type AwsService } from '../protocol.ts'
import { input } from './input.ts'
import { manageRules } from './manage-rules.ts'
import { putEvents } from './put-events.ts'
import { openRules } from './rules.ts'
import { manageTargets } from './targets.ts'

/**
 * EventBridge: two buses, the default one and the product's; rules with a pattern or a schedule; functions as targets.
 * PutEvents answers when every target's invocation is on disk. Rules are kept and armed again after a restart.
 */
export interface Events extends AwsService {
  /** Arms the rules that are kept. */
  resume: () => Promise<void>
}

export function events(
  state: State,
  clock: Clock,
  functions: LocalFunctions,
  invocations: Invocations,
  timers: Timers,
): Events {
  const rules = openRules({ state, clock, invocations, timers })
  return {
    name: 'events',
    matches: ({ headers }) => headers['x-amz-target']?.startsWith('AWSEvents.') ?? false,
    handle: dispatch(input, {
      ...manageRules(rules, timers),
      ...manageTargets(rules, functions),
      ...putEvents(rules, timers),
    }),
    resume: rules.resume,
  }
}
