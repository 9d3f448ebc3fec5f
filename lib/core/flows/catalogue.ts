import { secondsAfter } from '../time.ts'
import type { Flow } from './flow.ts'

/**
 * A tenant's flows, or its templates, as a list by any member needs them: filtered, searched, sorted and counted in memory
 * (docs/decisions/0062). It is built of changes and takes them in any order and more than once.
 */
export interface CatalogueEntry extends Pick<Flow, 'id' | 'description' | 'createdAt' | 'updatedAt'> {
  /** Of a flow; a template's is its id. */
  key: string
  label?: string
  status: string
  type?: string
  templateId?: string
  owners: readonly string[]
  /** Of flows: the newest version of the definition. */
  definitionVersion?: number
  handle?: string
  madeBy?: Flow['madeBy']
  trigger?: Flow['trigger']
}

/** What the index of changes says of one: how it is now, or that it is no more. */
export type CatalogueChange = { entry: CatalogueEntry } | { deletedId: string; deletedAt: string }

/** What is known of one tenant's flows or templates. */
export interface Catalogue {
  /** By id, in no order. */
  entries: Map<string, CatalogueEntry>
  /** Deletions that have been seen, with their times: an index may still show what was deleted. */
  deleted: Map<string, string>
  /** The time of the newest change. */
  newestAt: string
  /** When changes were last read. */
  readAt: string
}

/** No write is stamped longer before it is made, and an index is not further behind. */
export const overlapSeconds = 60

/** Deletions stay in the table for a day; a catalogue that is nearly as old begins anew. */
export const oldestSnapshotSeconds = 20 * 60 * 60

/** After so many changes read since, a snapshot is written anew. */
export const changesBySnapshot = 5000

export const emptyCatalogue = (): Catalogue => ({ entries: new Map(), deleted: new Map(), newestAt: '', readAt: '' })

/** Whether a catalogue can be brought up to date by changes: else it begins anew. */
export const isRecent = ({ readAt }: Pick<Catalogue, 'readAt'>, at: string): boolean =>
  readAt >= secondsAfter(at, -oldestSnapshotSeconds)

/** Takes a change in: what is older than what is known changes nothing. */
export function applyChange(catalogue: Catalogue, change: CatalogueChange): void {
  const { entries, deleted } = catalogue
  if ('deletedId' in change) {
    entries.delete(change.deletedId)
    deleted.set(change.deletedId, change.deletedAt)
    noteTime(catalogue, change.deletedAt)
    return
  }
  const { entry } = change
  noteTime(catalogue, entry.updatedAt)
  const known = entries.get(entry.id)
  if (!deleted.has(entry.id) && (known === undefined || known.updatedAt <= entry.updatedAt))
    entries.set(entry.id, entry)
}

function noteTime(catalogue: Catalogue, at: string): void {
  if (at > catalogue.newestAt) catalogue.newestAt = at
}

/** From when on changes have to be read. */
export const changesSince = ({ newestAt }: Catalogue): string =>
  newestAt === '' ? '' : secondsAfter(newestAt, -overlapSeconds)

/** Forgets deletions that no read will meet any more. */
export function forgetDeletions(catalogue: Catalogue): void {
  const since = changesSince(catalogue)
  for (const [id, at] of catalogue.deleted) if (at < since) catalogue.deleted.delete(id)
}
