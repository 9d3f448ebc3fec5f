import type { FlowStatus } from './lifecycle.ts'
import type { Starter } from '../usage/usage.ts'
import type { Placement } from './placement.ts'
import type { Trigger } from './trigger.ts'

/**
 * An integration flow, whichever dialect made it. Its definition is an item of its own (definition.ts), so that lists and
 * lifecycle moves never read it.
 */
export interface Flow extends FlowIdentity {
  version: number
  status: FlowStatus
  /** When the present state began; `starting` and `active` count as one. */
  since: string
  /** Why the flow is errored or was suspended by the product; absent otherwise. */
  statusMessage?: string
  /** The first 1,000 characters; the definition has all of it. */
  description?: string
  triggerKind: Trigger['kind']
  trigger: Trigger
  /** What a list shows of the two ends without reading the definition. */
  source?: Endpoint
  destination?: Endpoint
  tags: Record<string, string>
  /** What kind of flow people call it, where its API lets them; nothing follows from it. */
  type?: string
  /** The template that it was generated from. */
  templateId?: string
  /** The newest version of its definition. */
  definitionVersion: number
  /** The version that runs: a start copies the newest one here. */
  startedVersion?: number
  /** Who started it last; absent of flows that run on demand, and of those started before that was noted. */
  startedBy?: Starter
  /** Where it runs; on the service's own workers without one. */
  placement?: Placement
  /** Whether that is on runtimes. */
  isHosted?: true
  /** Of a flow on runtimes that is stopping: what is in hand is dropped. */
  stopMode?: 'hard'
  /** How many starts have come to an end, so that runtimes tell one start from the next. */
  endedStarts?: number
  createdAt: string
  createdBy: string
  updatedAt: string
  updatedBy: string
  /** When the flow last became active: the phase of a schedule that names no start. */
  activatedAt?: string
  /** It is stopping until no run of it is in progress any more. */
  drains?: boolean
  /** When it was last stopped with what it had in hand: runs that had begun by then are cancelled. */
  haltedAt?: string
  /** The addition that it is part of, until that is done and the flow listed (add-flows.ts). */
  additionId?: string
  /** The definition of a flow whose item has the form of before docs/decisions/0042; absent from all others. */
  details?: Record<string, unknown>
}

/** What a flow is known by (docs/decisions/0042). None of it but the label ever changes. */
export interface FlowIdentity {
  tenant: string
  /** Of the item: the name where the dialect that made the flow has unique names, the id where it has not. */
  key: string
  /** 24 hex digits of this incarnation, by creation time: a deleted flow's name can be used again and inherits nothing. */
  id: string
  /** How dialects that address flows by name show it: unique in the tenant, among keys and handles together. */
  handle: string
  /** The name that people gave it, up to 256 characters; it may be another flow's too. */
  label: string
  madeBy: FlowDialect
  /** Ids of the users and organisations that own it, up to 200. */
  owners: readonly string[]
}

/** The key of a flow as lists show it. */
export const keyOfListed = ({ madeBy, handle, id }: Pick<FlowIdentity, 'madeBy' | 'handle' | 'id'>): string =>
  madeBy === 'oih' ? id : handle

/** The dialects through which flows are made. */
export type FlowDialect = 'appflow' | 'flow-manager' | 'oih'

/** Whether a flow runs as it was last updated; those of other dialects run as they were when they were last started. */
export const runsNewest = (madeBy: FlowDialect): boolean => madeBy === 'appflow'

/**
 * How a caller names a flow. A name of 24 hex digits is no id: which of the two is meant is the dialect's to say. One that
 * takes either means the flow with that handle, else the one with that id.
 */
export type FlowAddress = { handle: string } | { id: string } | { handleOrId: string }

export const addressText = (address: FlowAddress): string =>
  'id' in address ? address.id : 'handle' in address ? address.handle : address.handleOrId

/** Whether the flow is the one that is meant, and not merely one that lies at the same key. */
export const matchesAddress = ({ handle, id }: FlowIdentity, address: FlowAddress): boolean =>
  (!('id' in address) && handle === addressText(address)) || (!('handle' in address) && id === addressText(address))

export const flowIdPattern = /^[0-9a-f]{24}$/

/** Lies at the key that a flow named like the handle would have, so that a handle is unique by the same write as a key. */
export interface FlowAlias {
  tenant: string
  handle: string
  /** The key of the flow that has the handle. */
  aliasOf: string
}

/** Leads from a flow's id to its tenant and key. */
export interface FlowPointer {
  tenant: string
  id: string
  key: string
}

/** One end of a flow: the kind of system, and the label a custom connector was registered under. */
export interface Endpoint {
  kind: string
  label?: string
}
