import { gunzipSync, gzipSync } from 'node:zlib'
import { emptyCatalogue, isRecent, type Catalogue, type CatalogueEntry } from '#core/flows/catalogue.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

interface Snapshot {
  /** Of another form than this is none. */
  form: 1
  newestAt: string
  readAt: string
  entries: CatalogueEntry[]
}

/**
 * All flows or templates of the tenant, without their definitions. A function that does not have them in memory begins with the
 * snapshot in the bucket, if there is one that is younger than deletions are kept.
 */
export const readCatalogue = useCase({
  effects: {
    readsCatalogue: ['flow', 'template'],
    readsObjects: ['catalogues'],
    writesObjects: ['catalogues'],
  },
  run: ({ catalogue, objects, at }, entity: 'flow' | 'template') =>
    catalogue[entity]({
      async load() {
        const bytes = await objects.readAll('catalogues', entity)
        return (bytes && fromSnapshot(bytes, at)) ?? emptyCatalogue()
      },
      save: (one) => objects.put('catalogues', entity, toSnapshot(one)),
    }),
})

const toSnapshot = ({ entries, newestAt, readAt }: Catalogue): Buffer =>
  gzipSync(JSON.stringify({ form: 1, newestAt, readAt, entries: [...entries.values()] } satisfies Snapshot))

/** Undefined for one that is too old: what was deleted since may be forgotten. */
function fromSnapshot(bytes: Buffer, at: string): Catalogue | undefined {
  const { form, newestAt, readAt, entries } = JSON.parse(gunzipSync(bytes).toString()) as Snapshot
  if (form !== 1 || !isRecent({ readAt }, at)) return undefined
  return { entries: new Map(entries.map((entry) => [entry.id, entry])), deleted: new Map(), newestAt, readAt }
}
