import { limits } from './limits.ts'
import type { SourceObject } from './objects-in-progress.ts'
import { TransferError } from './transfer-error.ts'

/** An object as a list shows it. */
export interface ListedObject {
  key: string
  etag: string
  sizeBytes: number
  /** ISO 8601. */
  modifiedAt: string
}

/** What a run keeps of an object that it is to read. */
export interface NotedObject extends SourceObject {
  etag: string
  sizeBytes: number
}

/** Consecutive objects that one step takes. */
export type Lot = readonly NotedObject[]

export interface ListingRules {
  bucket: string
  /** Objects that were last modified in it are taken, all without one. */
  window?: { startAt: string; endAt: string }
  /** A single step has to read all of them. */
  isSingleStep: boolean
}

/** Where a listing is: how many objects and bytes there were so far. */
export interface ListingProgress {
  position: number
  bytes: number
}

/**
 * Makes lots of the objects of a source, which come in the order of the list. Throws a TransferError for an object or a
 * source that is too large: all of it is listed before anything is read.
 */
export class SourceListing {
  private readonly rules: ListingRules
  private readonly isWanted: (object: ListedObject) => boolean
  private position: number
  private bytes: number
  private lot: NotedObject[] = []
  private lotBytes = 0

  constructor(rules: ListingRules, from: ListingProgress = { position: 0, bytes: 0 }) {
    this.rules = rules
    this.isWanted = windowTest(rules.window)
    this.position = from.position
    this.bytes = from.bytes
  }

  get progress(): ListingProgress {
    return { position: this.position, bytes: this.bytes }
  }

  /** Takes what comes next in the list; yields the lots that are full by it. */
  *take(objects: Iterable<ListedObject>): Generator<Lot> {
    for (const object of objects) {
      if (object.key.endsWith('/')) continue
      const position = this.position++
      if (!this.isWanted(object)) continue
      this.check(object)
      const { key, etag, sizeBytes } = object
      const isFull = this.lot.length >= limits.lotObjects || this.lotBytes + sizeBytes > limits.lotBytes
      if (isFull && this.lot.length > 0) yield this.endLot()
      this.lot.push({ key, etag, sizeBytes, position })
      this.lotBytes += sizeBytes
    }
  }

  /** The lot that was begun last, if it has anything. */
  *end(): Generator<Lot> {
    if (this.lot.length > 0) yield this.endLot()
  }

  private endLot(): Lot {
    const lot = this.lot
    this.lot = []
    this.lotBytes = 0
    return lot
  }

  private check({ key, sizeBytes }: ListedObject): void {
    const { bucket, isSingleStep } = this.rules
    if (sizeBytes > limits.objectBytes) throw new TransferError('the object is larger than 125 MB', { bucket, key })
    this.bytes += sizeBytes
    if (this.bytes > limits.runBytes) throw tooMuch(bucket, '100 GB, more than one run reads')
    if (isSingleStep && this.bytes > limits.singleStepBytes)
      throw tooMuch(bucket, `10 GB, more than one file is made of - ${advice}`)
  }
}

/** What helps where all of a source in one file is too much for one step. */
export const advice = 'set a targetFileSize to have several files made'

const tooMuch = (bucket: string, than: string): TransferError =>
  new TransferError(`the source objects in ${bucket} have more than ${than}`)

/** Times of a window are whole seconds, rounded down, as S3's are. */
function windowTest(window: ListingRules['window']): (object: ListedObject) => boolean {
  if (!window) return () => true
  const [start, end] = [Date.parse(window.startAt), Date.parse(window.endAt)]
  return ({ modifiedAt }) => {
    const time = Math.floor(Date.parse(modifiedAt) / 1000) * 1000
    return time >= start && time < end
  }
}

/** Whether nothing can lie in a window. */
export const isEmptyWindow = (window: ListingRules['window']): boolean =>
  window !== undefined && Date.parse(window.startAt) >= Date.parse(window.endAt)
