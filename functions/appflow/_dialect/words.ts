import type { FlowStatus as DomainStatus } from '#core/flows/lifecycle.ts'
import type { Trigger } from '#core/flows/trigger.ts'
import type { RunStatus } from '#core/runs/run.ts'
import type * as t from '#runtime/declarations/schema.ts'
import type { ExecutionStatus, FlowStatus, TriggerType } from './types.ts'

/** AppFlow's words for what the domain calls otherwise; total, so a forgotten state does not compile. */
export const wireStatus: Readonly<Record<DomainStatus, t.Of<typeof FlowStatus>>> = {
  draft: 'Draft',
  inactive: 'Suspended',
  starting: 'Active',
  active: 'Active',
  paused: 'Suspended',
  stopping: 'Suspended',
  errored: 'Errored',
}

export const wireTrigger: Readonly<Record<Trigger['kind'], t.Of<typeof TriggerType>>> = {
  'on-demand': 'OnDemand',
  schedule: 'Scheduled',
  event: 'Event',
  webhook: 'Event',
}

export const wireExecutionStatus: Readonly<Record<RunStatus, t.Of<typeof ExecutionStatus>>> = {
  'in-progress': 'InProgress',
  succeeded: 'Successful',
  failed: 'Error',
  cancelling: 'CancelStarted',
  cancelled: 'Canceled',
}
