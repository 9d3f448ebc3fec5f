import type { Items } from '#core/items.ts'
import type { ArmedSchedule } from '#core/flows/arm-schedule.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { FlowEvent } from '#core/flows/flow-events.ts'
import type { ResourceEvent } from '#core/servers/server-events.ts'
import type { propagateToLease } from '#store/leases.ts'
import type { Effects } from './operation.ts'
import { effectsWith, type Bound, type None, type Uses } from './use-case.ts'

/**
 * The relay causes what follows from a committed change. An effect is one file in functions/relay: it is shown each
 * change of the entities it names, in the order they were made to one item, at least once and perhaps more often, and
 * must come to the same end each time.
 */
export interface RelayEffect {
  kind: 'effect'
  name: string
  /** Its own and those of its use cases. */
  effects: Effects
  uses: Uses
  entities: readonly RelayedEntity[]
  run: (change: ItemChange, context: RelayContext & { use: never }) => Promise<void>
}

interface EffectSpec<U extends Uses> extends Omit<RelayEffect, 'kind' | 'effects' | 'uses' | 'run'> {
  effects?: Effects
  /** The use cases it runs, as `use.<name>(...)`, for the tenant of the item that was changed. */
  uses?: U
  run: (change: ItemChange, context: RelayContext & { use: Bound<U> }) => Promise<void>
}

/** The entities whose changes have effects. */
export const relayedEntities = [
  'flow',
  'tombstone',
  'server',
  'task-callback',
  'rollout',
  'application-version',
  'file',
] as const
export type RelayedEntity = (typeof relayedEntities)[number]

/** A change of one item. An insert has no `before`, a removal no `after`. */
export type ItemChange = { [E in RelayedEntity]: { entity: E; before?: Items[E]; after?: Items[E] } }[RelayedEntity]

export interface RelayContext {
  /** ISO 8601. */
  now: string
  read: <E extends RelayedEntity>(entity: E, tenant: string, ...names: string[]) => Promise<Items[E] | undefined>
  publish: (event: FlowEvent | ResourceEvent) => Promise<void>
  /** Creates or replaces the schedule that invokes the due function with `input`, to which the due time is added. */
  upsertSchedule: (name: string, schedule: ArmedSchedule, input: Record<string, unknown>) => Promise<void>
  /** Removes a schedule; nothing happens when there is none. */
  deleteSchedule: (name: string) => Promise<void>
  /** Starts a workflow's execution under a name; the same name again is the same execution. */
  execute: (workflow: string, name: string, input: Record<string, unknown>) => Promise<void>
  /** Answers a task token; one that nobody waits with any more is left unchanged. */
  answer: (token: string) => Promise<void>
  propagateToLease: (agentId: string, set: Parameters<typeof propagateToLease>[2]) => Promise<void>
  detachLease: (agentId: string, serverId: string) => Promise<void>
  removeArtifact: (tenant: string, versionId: string) => Promise<void>
  /** Removes the content of a file. */
  removeContent: (tenant: string, contentId: string) => Promise<void>
  /** Lets a version of a flow's definition expire, at epoch seconds. */
  retireVersion: (flow: Flow, version: number, expiresAt: number) => Promise<void>
  /** Removes all versions of the definition of a flow that is no more. */
  removeVersions: (flow: Flow) => Promise<void>
  /** Removes the files of a server that is no more. */
  forgetFiles: (tenant: string, serverId: string) => Promise<void>
}

/** Declares an effect of the relay. */
export const effect = <const U extends Uses = None>(spec: EffectSpec<U>): RelayEffect => ({
  ...spec,
  kind: 'effect',
  effects: effectsWith(spec.effects, spec.uses),
  uses: spec.uses ?? {},
})

/** The one function all effects run in: a stream shard serves two readers well, not one for each effect. */
export const relayName = 'relay-Relay'
