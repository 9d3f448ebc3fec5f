import type { Change, Patch } from '../change.ts'
import { initialStatus } from './create-flow.ts'
import type { Flow } from './flow.ts'

/**
 * Changes a flow's settings and keeps its state: an active flow goes on, with the new settings from its next run
 * (docs/dialects/appflow.md 5). Only a trigger that becomes or stops being on-demand puts it back to its first state.
 */
export function updateFlow(flow: Flow, patch: Patch<'flow'>, at: string, by: string) {
  const trigger = patch.trigger ?? flow.trigger
  const isOtherKind = (trigger.kind === 'on-demand') !== (flow.triggerKind === 'on-demand')
  const status = isOtherKind ? initialStatus(trigger) : flow.status
  const set: Patch<'flow'> = {
    ...patch,
    triggerKind: trigger.kind,
    status,
    ...(isOtherKind ? { activatedAt: status === 'active' ? at : undefined, statusMessage: undefined } : {}),
    updatedAt: at,
    updatedBy: by,
  }
  return { status, change: [{ kind: 'update', entity: 'flow', before: flow, set }] as const satisfies Change }
}
