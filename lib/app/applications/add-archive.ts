import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ApplicationVersion } from '#core/applications/application.ts'
import { inspectArchive } from '#runtime/objects/archive.ts'
import { objectFirst } from '#runtime/objects/objects.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { registerVersion } from './register-version.ts'

/**
 * Makes an archive that is in memory a version: inspects it and decides on the change. `storeFirst` puts the object where
 * versions are before it commits, so that a version is never without its archive, and removes it when the version is refused.
 */
export const addArchive = useCase({
  effects: { writesObjects: ['artifacts'], deletesObjects: ['artifacts'] },
  uses: { registerVersion },
  async run(
    { caller, at, newUuid, objects, use },
    bytes: Uint8Array,
    names: Pick<ApplicationVersion, 'applicationName' | 'name'>,
  ) {
    const flows = await inspectArchive(bytes.length, (start, end) =>
      Promise.resolve(Readable.from([bytes.subarray(start, end)], { objectMode: false })),
    )
    const { after: version, change } = await use.registerVersion({
      tenant: caller.tenant,
      id: newUuid(),
      ...names,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      flows,
      createdAt: at,
      createdBy: caller.name,
    })
    const storeFirst = <T>(commit: () => Promise<T>): Promise<T> =>
      objectFirst(objects, 'artifacts', { id: version.id, bytes }, commit)
    return { version, change, storeFirst }
  },
})
