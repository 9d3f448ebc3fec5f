import { createHash, randomUUID } from 'node:crypto'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * Objects of a bucket as files: bytes in `data/`, and for each key a small document in `keys/` that names them. The
 * document is renamed into place after the bytes are on disk, so whoever reads finds a whole object, the former or the new
 * one, and a kill at any point loses nothing that was acknowledged. Nothing is ever whole in memory.
 */
export interface StoredObject {
  key: string
  /** The file of its bytes. */
  file: string
  /** MD5 in hex; of an object put together of parts as S3 makes it, with the number of parts. */
  etag: string
  sizeBytes: number
  sha256: string
  /** Whether it was put with its SHA-256, which S3 tells of such objects only. */
  hasSha256?: boolean
  contentType: string
  metadata: Record<string, string>
  modifiedAt: string
}

export interface ObjectFiles {
  get: (key: string) => Promise<StoredObject | undefined>
  read: (object: StoredObject, range?: { start: number; end: number }) => Readable
  /** Takes bytes in; `accept` may refuse them by throwing before they become the object. */
  put: (key: string, source: Readable, about: About) => Promise<StoredObject>
  /** The same bytes under another key. */
  copy: (source: StoredObject, key: string) => Promise<StoredObject>
  remove: (key: string) => Promise<void>
  list: (prefix: string) => Promise<StoredObject[]>
  beginParts: (key: string, about: About) => Promise<string>
  putPart: (uploadId: string, number: number, source: Readable, accept?: Accept) => Promise<string>
  /** Puts an object together; undefined when there is no such upload or a part is missing or another. */
  completeParts: (uploadId: string, parts: { number: number; etag: string }[]) => Promise<StoredObject | undefined>
  dropParts: (uploadId: string) => Promise<void>
}

type Accept = (taken: { sizeBytes: number; sha256: string; md5: string }) => void
interface About {
  hasSha256?: boolean
  contentType: string
  metadata: Record<string, string>
  accept?: Accept
}

export function openObjectFiles(folder: string, now: () => Date): ObjectFiles {
  const dataOf = (file: string) => join(folder, 'data', file)
  const documentOf = (key: string) => join(folder, 'keys', createHash('sha256').update(key).digest('hex'))
  const partsOf = (uploadId: string) => join(folder, 'parts', uploadId)

  const makeFolders = () => Promise.all(['data', 'keys'].map((name) => mkdir(join(folder, name), { recursive: true })))

  /** Writes bytes to a file of their own and flushes it. */
  async function take(file: string, source: Readable, accept?: Accept) {
    const [sha256, md5] = [createHash('sha256'), createHash('md5')]
    let sizeBytes = 0
    try {
      await pipeline(
        source,
        async function* (chunks: AsyncIterable<Buffer>) {
          for await (const chunk of chunks) {
            sha256.update(chunk)
            md5.update(chunk)
            sizeBytes += chunk.length
            yield chunk
          }
        },
        createWriteStream(file, { flush: true }),
      )
      const taken = { sizeBytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') }
      accept?.(taken)
      return taken
    } catch (error) {
      await rm(file, { force: true })
      throw error
    }
  }

  async function get(key: string): Promise<StoredObject | undefined> {
    try {
      return JSON.parse(await readFile(documentOf(key), 'utf8')) as StoredObject
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  /** Makes bytes on disk the object of a key. */
  async function file(object: Omit<StoredObject, 'modifiedAt'>): Promise<StoredObject> {
    const stored = { ...object, modifiedAt: now().toISOString() }
    const before = await get(object.key)
    const document = documentOf(object.key)
    const fresh = `${document}.${randomUUID()}`
    await writeFile(fresh, JSON.stringify(stored), { flush: true })
    await rename(fresh, document)
    if (before) await rm(dataOf(before.file), { force: true })
    return stored
  }

  return {
    get,
    read: (object, range) => createReadStream(dataOf(object.file), range && { start: range.start, end: range.end - 1 }),
    async put(key, source, { accept, ...about }) {
      await makeFolders()
      const name = randomUUID()
      const { md5, ...taken } = await take(dataOf(name), source, accept)
      return file({ key, file: name, etag: md5, ...taken, ...about })
    },
    async copy(source, key) {
      await makeFolders()
      const name = randomUUID()
      // Files of bytes never change, so a file system may let both share theirs.
      await copyFile(dataOf(source.file), dataOf(name), constants.COPYFILE_FICLONE)
      return file({ ...source, key, file: name })
    },
    async remove(key) {
      const object = await get(key)
      if (!object) return
      await rm(documentOf(key), { force: true })
      await rm(dataOf(object.file), { force: true })
    },
    async list(prefix) {
      const names = await readdir(join(folder, 'keys')).catch(() => [])
      const documents = await Promise.all(
        names.filter((name) => !name.includes('.')).map((name) => readFile(join(folder, 'keys', name), 'utf8')),
      )
      return documents
        .map((text) => JSON.parse(text) as StoredObject)
        .filter(({ key }) => key.startsWith(prefix))
        .sort((one, other) => (one.key < other.key ? -1 : 1))
    },
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
      await makeFolders()
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

/** Files one after the other, as one stream. */
const joined = (files: readonly string[]): Readable => {
  async function* chunks() {
    for (const one of files) yield* createReadStream(one) as AsyncIterable<Buffer>
  }
  return Readable.from(chunks())
}
