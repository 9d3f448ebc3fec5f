import type { FlowStatus } from './lifecycle.ts'
import type { Trigger } from './trigger.ts'

/**
 * An integration flow, whichever dialect made it. `name` is its handle, unique in its tenant and the key of its item;
 * `id` is the 24 hex digits of this incarnation and sorts by creation time, so a deleted flow's name can be used again
 * without inheriting anything.
 */
export interface Flow {
  tenant: string
  name: string
  id: string
  version: number
  status: FlowStatus
  /** Why the flow is errored or was suspended by the product; absent otherwise. */
  statusMessage?: string
  description?: string
  triggerKind: Trigger['kind']
  trigger: Trigger
  /** What a list shows of the two ends without reading the definition. */
  source?: Endpoint
  destination?: Endpoint
  tags: Record<string, string>
  /** Per dialect, the members only that dialect can express, as it was given them. */
  details: Record<string, unknown>
  createdAt: string
  createdBy: string
  updatedAt: string
  updatedBy: string
  /** When the flow last became active: the phase of a schedule that names no start. */
  activatedAt?: string
  /** The newest due time of its schedule that has been recorded. */
  lastDueAt?: string
}

/** One end of a flow: the kind of system, and the label a custom connector was registered under. */
export interface Endpoint {
  kind: string
  label?: string
}
