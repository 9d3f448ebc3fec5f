import type { Author } from '#core/actor.ts'
import type { Items } from '#core/items.ts'
import type { Effects } from './effects.ts'
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
  /** Is shown each change by itself. */
  run?: (change: ItemChange, context: never) => Promise<void>
  /** Is shown the changes of a batch of the stream together. */
  runBatch?: (changes: readonly ItemChange[], context: never) => Promise<void>
}

interface EffectSpec<U extends Uses> extends Omit<RelayEffect, 'kind' | 'effects' | 'uses' | 'run' | 'runBatch'> {
  effects?: Effects
  /** The use cases it runs, as `use.<name>(...)`, for the tenant of the item that was changed. */
  uses?: U
  run: (change: ItemChange, context: RelayContext & { use: Bound<U> }) => Promise<void>
}

/** The entities whose changes have effects. */
export const relayedEntities = [
  'flow',
  'run',
  'slice',
  'message',
  'tombstone',
  'addition',
  'template',
  'template-tombstone',
  'server',
  'task-callback',
  'rollout',
  'application-version',
  'file',
  'user',
  'session',
  'login-record',
  'departure',
  'hosting',
  'user-group',
  'access-key',
  'enrolment-token',
  'agent',
  'server-group',
  'cluster',
  'repository-application',
  'deployment',
  'component',
  'credential',
  'settings',
  'default-placement',
] as const
export type RelayedEntity = (typeof relayedEntities)[number]

/** A change of one item. An insert has no `before`, a removal no `after`. `author`: who left it as it is `after`, where that is audited. */
export type ItemChange = {
  [E in RelayedEntity]: { entity: E; before?: Items[E]; after?: Items[E]; author?: Author }
}[RelayedEntity]

/** What effects get; capabilities add their members here (lib/runtime/capabilities). It is of no tenant. */
export interface RelayContext {
  /** ISO 8601. */
  now: string
  /** Of this installation; both appear in ARNs. */
  region: string
  accountId: string
}

/** Declares an effect of the relay. */
export const effect = <const U extends Uses = None>(spec: EffectSpec<U>): RelayEffect => ({
  ...spec,
  kind: 'effect',
  effects: effectsWith(spec.effects, spec.uses),
  uses: spec.uses ?? {},
})

interface BatchEffectSpec extends Omit<RelayEffect, 'kind' | 'effects' | 'uses' | 'run' | 'runBatch'> {
  effects?: Effects
  run: (changes: readonly ItemChange[], context: RelayContext) => Promise<void>
}

/** Declares an effect that takes the changes of a batch together: what they cause costs less so. */
export const batchEffect = ({ run, effects = {}, ...spec }: BatchEffectSpec): RelayEffect => ({
  ...spec,
  kind: 'effect',
  effects,
  uses: {},
  runBatch: run,
})

/** The one function all effects run in: a stream shard serves two readers well, not one for each effect. */
export const relayName = 'relay-Relay'
