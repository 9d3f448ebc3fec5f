import {
  applyChange,
  changesBySnapshot,
  changesSince,
  forgetDeletions,
  isRecent,
  type Catalogue,
  type CatalogueEntry,
} from '#core/flows/catalogue.ts'
import { readChanges } from '#store/changes.ts'
import type { CataloguedEntity } from '#store/keys.ts'
import { declares, type Effects, type Named } from '../declarations/effects.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Context, Scope, Services } from '../invocation/context.ts'
import { forEach } from './for-each.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Keeps all flows or templates of a tenant in memory, without their definitions, for lists by any member. */
    readsCatalogue?: readonly CataloguedEntity[]
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** What the tenant has, brought up to date by one Query. `snapshots`: where a catalogue that nobody has in memory begins. */
    catalogue: {
      [K in Named<E, 'readsCatalogue'> & CataloguedEntity]: (snapshots: Snapshots) => Promise<Iterable<CatalogueEntry>>
    }
  }
}

/** Where catalogues outlive the function that keeps them. */
export interface Snapshots {
  /** The newest; an empty one where there is none, or it is too old. */
  load: () => Promise<Catalogue>
  save: (catalogue: Catalogue) => Promise<void>
}

/** So many entries are kept in memory in all, of whichever tenants were asked for last. */
const mostKept = 300_000

interface Kept {
  catalogue: Catalogue
  /** How many changes have been read since it was last in a snapshot. */
  unsaved: number
}

/** What one function keeps: catalogues in the order in which they were asked for, and the reads that are under way. */
interface Memory {
  kept: Map<string, Kept>
  pending: Map<string, Promise<Iterable<CatalogueEntry>>>
}
const memoryOf = clientFor((): Memory => ({ kept: new Map(), pending: new Map() }))

/** Keeps catalogues of flows and templates. */
export default {
  name: 'catalogues',
  isFor: declares('readsCatalogue'),
  grants: ({ readsCatalogue = [] }) => [{ action: 'dynamodb:Query', changed: readsCatalogue }],
  context: ({ effects, call, services }: Scope) => ({
    catalogue: forEach<Context<{ readsCatalogue: CataloguedEntity[] }>['catalogue']>(
      effects.readsCatalogue,
      (entity) => (snapshots: Snapshots) => upToDate(services, entity, call.caller.tenant, snapshots),
    ),
  }),
} satisfies Capability

/** One after the other for one catalogue: calls side by side would read the same changes. */
async function upToDate(services: Services, entity: CataloguedEntity, tenant: string, snapshots: Snapshots) {
  const memory = memoryOf(services.env)
  const name = `${tenant}|${entity}`
  const before = memory.pending.get(name)
  const own = (before ?? Promise.resolve())
    .catch(() => undefined)
    .then(() => refresh(services, entity, tenant, snapshots))
  memory.pending.set(name, own)
  try {
    return await own
  } finally {
    if (memory.pending.get(name) === own) memory.pending.delete(name)
  }
}

async function refresh({ table, env, now }: Services, entity: CataloguedEntity, tenant: string, snapshots: Snapshots) {
  const { kept } = memoryOf(env)
  const name = `${tenant}|${entity}`
  const at = now().toISOString()
  const former = kept.get(name)
  const known = former && isRecent(former.catalogue, at) ? former : { catalogue: await snapshots.load(), unsaved: 0 }
  const { catalogue } = known
  for await (const changes of readChanges(table, entity, tenant, changesSince(catalogue))) {
    for (const change of changes) applyChange(catalogue, change)
    known.unsaved += changes.length
  }
  catalogue.readAt = at
  if (known.unsaved > changesBySnapshot) {
    await snapshots.save(catalogue)
    known.unsaved = 0
  }
  forgetDeletions(catalogue)
  kept.delete(name)
  kept.set(name, known)
  makeRoom(kept)
  return [...catalogue.entries.values()]
}

/** Lets go of the catalogues that were asked for longest ago. */
function makeRoom(kept: Map<string, Kept>): void {
  let size = [...kept.values()].reduce((sum, { catalogue }) => sum + catalogue.entries.size, 0)
  for (const [name, { catalogue }] of kept) {
    if (size <= mostKept || kept.size === 1) return
    kept.delete(name)
    size -= catalogue.entries.size
  }
}
