import type { Deletion } from '#core/tenants.ts'
import type { ArmedSchedule } from '#core/flows/arm-schedule.ts'
import type { FlowEvent } from '#core/flows/flow-events.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { Effects } from './operation.ts'

/**
 * The relay causes what follows from a committed change. An effect is one file in functions/relay: it is shown each
 * change of the entities it names, in the order they were made to one item, at least once and perhaps more often, and
 * must come to the same end each time.
 */
export interface RelayEffect {
  kind: 'effect'
  name: string
  effects: Effects
  entities: readonly ('flow' | 'deletion')[]
  run: (change: ItemChange, context: RelayContext) => Promise<void>
}

/** A change of one item. An insert has no `before`, a removal no `after`. */
export type ItemChange =
  { entity: 'flow'; before?: Flow; after?: Flow } | { entity: 'deletion'; before?: Deletion; after?: Deletion }

export interface RelayContext {
  /** ISO 8601. */
  now: string
  readFlow: (tenant: string, name: string) => Promise<Flow | undefined>
  publish: (event: FlowEvent) => Promise<void>
  /** Creates or replaces the schedule that invokes the due function with `input`, to which the due time is added. */
  arm: (name: string, schedule: ArmedSchedule, input: Record<string, unknown>) => Promise<void>
  /** Removes a schedule; nothing happens when there is none. */
  disarm: (name: string) => Promise<void>
}

export const effect = (spec: Omit<RelayEffect, 'kind'>): RelayEffect => ({ kind: 'effect', ...spec })

/** The one function all effects run in: a stream shard serves two readers well, not one for each effect. */
export const relayName = 'relay-Relay'
