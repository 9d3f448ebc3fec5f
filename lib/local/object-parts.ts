import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { joined, take, type Accept } from './object-bytes.ts'
import type { About, StoredObject } from './stored-object.ts'

/** Uploads in parts: until one is completed its parts lie in a folder of their own, named by number and MD5. */
export interface ObjectParts {
  beginParts: (key: string, about: About) => Promise<string>
  putPart: (uploadId: string, number: number, source: Readable, accept?: Accept) => Promise<string>
  /** Puts an object together; undefined when there is no such upload or a part is missing or another. */
  completeParts: (uploadId: string, parts: { number: number; etag: string }[]) => Promise<StoredObject | undefined>
  dropParts: (uploadId: string) => Promise<void>
}

/** What the whole object is put with: the folders made, the file of its bytes, and the document that names it. */
interface Whole {
  prepare: () => Promise<unknown>
  dataOf: (file: string) => string
  file: (object: Omit<StoredObject, 'modifiedAt'>) => Promise<StoredObject>
}

export function openParts(folder: string, { prepare, dataOf, file }: Whole): ObjectParts {
  const partsOf = (uploadId: string) => join(folder, 'parts', uploadId)

  return {
    async beginParts(key, about) {
      const uploadId = randomUUID()
      await mkdir(partsOf(uploadId), { recursive: true })
      await writeFile(join(partsOf(uploadId), 'about'), JSON.stringify({ key, ...about }))
      return uploadId
    },
    async putPart(uploadId, number, source, accept) {
      const { md5 } = await take(join(partsOf(uploadId), `${number}.new`), source, accept)
      await rename(join(partsOf(uploadId), `${number}.new`), join(partsOf(uploadId), `${number}-${md5}`))
      return md5
    },
    async completeParts(uploadId, parts) {
      const about = await readFile(join(partsOf(uploadId), 'about'), 'utf8').catch(() => undefined)
      const files = parts.map(({ number, etag }) => join(partsOf(uploadId), `${number}-${etag}`))
      const there = await Promise.all(files.map((one) => stat(one).catch(() => undefined)))
      if (about === undefined || there.includes(undefined)) return undefined
      await prepare()
      const name = randomUUID()
      const { sizeBytes, sha256 } = await take(dataOf(name), joined(files))
      const md5 = createHash('md5')
      for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'))
      const etag = `${md5.digest('hex')}-${parts.length}`
      const object = await file({
        ...(JSON.parse(about) as About & { key: string }),
        file: name,
        etag,
        sizeBytes,
        sha256,
      })
      await rm(partsOf(uploadId), { recursive: true, force: true })
      return object
    },
    dropParts: (uploadId) => rm(partsOf(uploadId), { recursive: true, force: true }),
  }
}
