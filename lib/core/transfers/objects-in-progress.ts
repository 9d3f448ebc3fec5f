import { foldersOf, objectKey } from './object-key.ts'
import type { Scratch } from './scratch.ts'
import { TransferError } from './transfer-error.ts'
import { isOneChain, type TransferSettings } from './transfer-settings.ts'
import type { Fields } from './value.ts'
import { encoderFor, WrittenObject, type FinishedObject } from './written-object.ts'

/** A source object: its key, and its place in the listing, from 0. */
export interface SourceObject {
  key: string
  position: number
}

/** Folders that one source object, or one step of a chain, may write to. */
const mostFolders = 1000

/** The objects that are being made: which records go into which, under which key, and when one is ended. */
export class ObjectsInProgress {
  private readonly settings: TransferSettings
  private readonly openScratch: () => Scratch
  private readonly isChain: boolean
  private readonly folderOf: (record: Fields) => string
  private readonly numbers: Map<string, number>
  /** By folder. */
  private readonly open = new Map<string, WrittenObject>()
  /** As long as they are to be; they wait for the end of their source object. */
  private readonly ended: WrittenObject[] = []
  private readonly folders = new Set<string>()

  constructor(settings: TransferSettings, openScratch: () => Scratch, numbers: Record<string, number>) {
    this.settings = settings
    this.openScratch = openScratch
    this.isChain = isOneChain(settings)
    this.folderOf = foldersOf(settings.destination, settings.partitionKeys)
    this.numbers = new Map(Object.entries(numbers))
  }

  get nextNumbers(): Record<string, number> {
    return Object.fromEntries(this.numbers)
  }

  /** Without a chain each source object stands for itself. */
  beginSource(): void {
    if (!this.isChain) this.folders.clear()
  }

  /** Adds a record to the object of its folder. Takes no waiting unless a piece goes to scratch. */
  add(record: Fields, source: SourceObject): Promise<void> | undefined {
    const folder = this.folderOf(record)
    const object = this.open.get(folder) ?? this.begin(folder, source)
    const wait = object.add(record)
    if (wait) return wait.then(() => this.endIfFull(folder, object))
    this.endIfFull(folder, object)
    return undefined
  }

  private begin(folder: string, { key, position }: SourceObject): WrittenObject {
    if (this.folders.add(folder).size > mostFolders) {
      throw new TransferError(`the partition has more than ${mostFolders} folders`, {
        bucket: this.settings.source.bucket,
        key,
      })
    }
    const index = this.isChain ? (this.numbers.get(folder) ?? 0) : position
    if (this.isChain) this.numbers.set(folder, index + 1)
    const encoder = encoderFor(this.settings.fileType, this.settings.keepsTypes)
    const object = new WrittenObject(objectKey(this.settings.destination, folder, index), encoder, this.openScratch())
    this.open.set(folder, object)
    return object
  }

  private endIfFull(folder: string, object: WrittenObject): void {
    if (this.settings.targetBytes === undefined || object.size < this.settings.targetBytes) return
    this.ended.push(object)
    this.open.delete(folder)
  }

  endAll(): void {
    this.ended.push(...this.open.values())
    this.open.clear()
  }

  /** Yields what has ended; `count` is told how long each is once it has been read. */
  async *handOver(count: (bytes: number) => void): AsyncGenerator<FinishedObject> {
    for (let object = this.ended[0]; object; object = this.ended[0]) {
      yield await object.finish(count)
      this.ended.shift()
      await object.discard()
    }
  }

  async discard(): Promise<void> {
    this.endAll()
    await Promise.all(this.ended.splice(0).map((object) => object.discard()))
  }
}
