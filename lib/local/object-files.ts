import { createHash, randomUUID } from 'node:crypto'
import { constants, createReadStream } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { take } from './object-bytes.ts'
import { ObjectIndex, type ListedObject } from './object-index.ts'
import { openParts, type ObjectParts } from './object-parts.ts'
import type { About, StoredObject } from './stored-object.ts'

/**
 * Objects of a bucket as files: bytes in `data/`, and for each key a small document in `keys/` that names them. The
 * document is renamed into place after the bytes are on disk, so whoever reads finds a whole object, the former or the new
 * one, and a kill at any point loses nothing that was acknowledged. Nothing is ever whole in memory.
 */
export interface ObjectFiles extends ObjectParts {
  get: (key: string) => Promise<StoredObject | undefined>
  read: (object: StoredObject, range?: { start: number; end: number }) => Readable
  /** Takes bytes in; `accept` may refuse them by throwing before they become the object. */
  put: (key: string, source: Readable, about: About) => Promise<StoredObject>
  /** The same bytes under another key, if need be from another bucket and described otherwise. */
  copy: (source: StoredObject, key: string, from?: ObjectFiles, about?: About) => Promise<StoredObject>
  remove: (key: string) => Promise<void>
  list: (prefix: string) => Promise<ListedObject[]>
  /** The same one by one, from the key `from` on. */
  walk: (prefix: string, from: string) => Promise<Iterable<ListedObject>>
  /** Where the bytes of an object are. */
  pathOf: (object: StoredObject) => string
}

export function openObjectFiles(folder: string, now: () => Date): ObjectFiles {
  const dataOf = (file: string) => join(folder, 'data', file)
  const documentOf = (key: string) => join(folder, 'keys', createHash('sha256').update(key).digest('hex'))

  const index = new ObjectIndex(join(folder, 'keys'))

  const makeFolders = () => Promise.all(['data', 'keys'].map((name) => mkdir(join(folder, name), { recursive: true })))

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
    index.put(stored)
    if (before) await rm(dataOf(before.file), { force: true })
    return stored
  }

  return {
    get,
    read: (object, range) => createReadStream(dataOf(object.file), range && { start: range.start, end: range.end - 1 }),
    async put(key, source, { accept, ...about }) {
      await makeFolders()
      const name = randomUUID()
      const { md5, sizeBytes, sha256 } = await take(dataOf(name), source, accept)
      return file({ key, file: name, etag: md5, sizeBytes, sha256, ...about })
    },
    pathOf: (object) => dataOf(object.file),
    async copy(source, key, from, about) {
      await makeFolders()
      const name = randomUUID()
      // Files of bytes never change, so a file system may let both share theirs.
      const path = from?.pathOf(source) ?? dataOf(source.file)
      await copyFile(path, dataOf(name), constants.COPYFILE_FICLONE)
      return file({ ...source, ...about, key, file: name })
    },
    async remove(key) {
      const object = await get(key)
      if (!object) return
      await rm(documentOf(key), { force: true })
      index.remove(key)
      await rm(dataOf(object.file), { force: true })
    },
    list: async (prefix) => [...(await index.list(prefix))],
    walk: (prefix, from) => index.list(prefix, from),
    ...openParts(folder, { prepare: makeFolders, dataOf, file }),
  }
}
