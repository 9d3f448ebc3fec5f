import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredObject } from './stored-object.ts'

/** What lists say of an object. */
export type ListedObject = Pick<StoredObject, 'key' | 'etag' | 'sizeBytes' | 'modifiedAt'>

/**
 * What there is in a bucket, in the order of keys. Read from their documents when first asked for, and kept from then on:
 * a list of many pages would otherwise read every document for each.
 */
export class ObjectIndex {
  readonly #folder: string
  #objects: Promise<Map<string, ListedObject>> | undefined
  /** What changed while the documents were being read. */
  readonly #meanwhile = new Map<string, ListedObject | undefined>()
  #keys: string[] | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  put(object: StoredObject): void {
    this.#change(object.key, listed(object))
  }

  remove(key: string): void {
    this.#change(key, undefined)
  }

  /** Objects whose keys begin with `prefix`, from the key `from` on. */
  async list(prefix: string, from = ''): Promise<Iterable<ListedObject>> {
    const objects = await (this.#objects ??= this.#read())
    this.#apply(objects)
    const keys = (this.#keys ??= [...objects.keys()].sort(byUtf8))
    return inOrder(keys, objects, prefix, byUtf8(prefix, from) < 0 ? from : prefix)
  }

  #change(key: string, object: ListedObject | undefined): void {
    if (this.#objects) this.#meanwhile.set(key, object)
  }

  #apply(objects: Map<string, ListedObject>): void {
    for (const [key, object] of this.#meanwhile) {
      if (objects.has(key) !== (object !== undefined)) this.#keys = undefined
      if (object) objects.set(key, object)
      else objects.delete(key)
    }
    this.#meanwhile.clear()
  }

  async #read(): Promise<Map<string, ListedObject>> {
    const objects = new Map<string, ListedObject>()
    const names = (await readdir(this.#folder).catch(() => [])).filter((name) => !name.includes('.'))
    // So many files at once, however many there are.
    for (let at = 0; at < names.length; at += 100) {
      const documents = await Promise.all(names.slice(at, at + 100).map((name) => this.#document(name)))
      for (const object of documents) if (object) objects.set(object.key, object)
    }
    return objects
  }

  /** A document; undefined for one that was removed meanwhile. */
  async #document(name: string): Promise<ListedObject | undefined> {
    try {
      return listed(JSON.parse(await readFile(join(this.#folder, name), 'utf8')) as StoredObject)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }
}

const listed = ({ key, etag, sizeBytes, modifiedAt }: StoredObject): ListedObject => ({
  key,
  etag,
  sizeBytes,
  modifiedAt,
})

function* inOrder(keys: readonly string[], objects: ReadonlyMap<string, ListedObject>, prefix: string, from: string) {
  for (let at = firstFrom(keys, from); at < keys.length; at++) {
    const key = keys[at] ?? ''
    if (!key.startsWith(prefix)) return
    const object = objects.get(key)
    if (object) yield object
  }
}

function firstFrom(keys: readonly string[], from: string): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (byUtf8(keys[middle] ?? '', from) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** The order of UTF-8, in which S3 lists: that of UTF-16 but for surrogates, which come after all else. */
export function byUtf8(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)]
    if (a !== b) return rank(a) - rank(b)
  }
  return one.length - other.length
}

const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800)
