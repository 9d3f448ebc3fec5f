import { checkHeader, prepareTasks, type ApplyTasks } from './apply-tasks.ts'
import { folderOf, objectKey } from './object-key.ts'
import { RecordReader } from './read-records.ts'
import type { Scratch } from './scratch.ts'
import { TransferError } from './transfer-error.ts'
import { isOneChain, type TransferSettings } from './transfer-settings.ts'
import type { Fields, SourceRecord } from './value.ts'
import { encoderFor, WrittenObject, type FinishedObject } from './written-object.ts'

/** What a run reports of itself. */
export interface Figures {
  recordsProcessed: number
  recordsFiltered: number
  bytesProcessed: number
  bytesWritten: number
}

/** A source object: its key, and its place in the listing, from 0. */
export interface SourceObject {
  key: string
  position: number
}

/** Folders that one source object, or one step of a chain, may write to. */
const mostFolders = 1000

/**
 * Takes source objects one after the other and makes the objects that are to be written of them. It holds a piece of each
 * object that it is making and what one record takes; the rest waits in scratch.
 */
export class Transfer {
  /** What has been done: source objects read to their end, written objects read to theirs. */
  readonly figures: Figures = { recordsProcessed: 0, recordsFiltered: 0, bytesProcessed: 0, bytesWritten: 0 }
  private readonly settings: TransferSettings
  private readonly openScratch: () => Scratch
  private readonly apply: ApplyTasks
  private readonly numbers: Map<string, number>
  /** By folder, what is being made; and what is as long as it is to be, until its source has been read. */
  private readonly open = new Map<string, WrittenObject>()
  private readonly full: WrittenObject[] = []
  private readonly folders = new Set<string>()

  /** `numbers`: for each folder the next number, where a chain of steps goes on. */
  constructor(settings: TransferSettings, openScratch: () => Scratch, numbers: Record<string, number> = {}) {
    this.settings = settings
    this.openScratch = openScratch
    this.apply = prepareTasks(settings.tasks, settings.window)
    this.numbers = new Map(Object.entries(numbers))
  }

  /** The next number in each folder, for the step that goes on with a chain. */
  get nextNumbers(): Record<string, number> {
    return Object.fromEntries(this.numbers)
  }

  /** Reads a source object. Yields what is finished by it, nothing if anything is wrong with it. */
  async *take(source: SourceObject, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FinishedObject> {
    if (!isOneChain(this.settings)) this.folders.clear()
    const object = { bucket: this.settings.source.bucket, key: source.key }
    const reader = new RecordReader(this.settings.source.format, object)
    const read = { records: 0, filtered: 0, bytes: 0 }
    let isChecked = false
    const check = (): void => {
      if (!isChecked && reader.fieldNames) checkHeader(this.settings.tasks, reader.fieldNames, object)
      isChecked = true
    }
    const takeAll = async (records: Iterable<SourceRecord>): Promise<void> => {
      for (const record of records) {
        check()
        read.records++
        const output = this.apply(record, object)
        if (output === 'filtered') read.filtered++
        if (typeof output === 'string') continue
        // Most records wait for nothing, and a turn of the event loop for each would cost more than they do.
        const wait = this.write(output, source)
        if (wait) await wait
      }
    }
    for await (const chunk of chunks) {
      read.bytes += chunk.length
      await takeAll(reader.push(chunk))
    }
    await takeAll(reader.end())
    check()
    this.figures.recordsProcessed += read.records
    this.figures.recordsFiltered += read.filtered
    this.figures.bytesProcessed += read.bytes
    if (!this.settings.isSingleFile) this.endOpen()
    yield* this.handOver()
  }

  /** Ends what is being made, after the last source object. */
  async *finish(): AsyncGenerator<FinishedObject> {
    this.endOpen()
    yield* this.handOver()
  }

  /** Removes what waits in scratch. To be called whatever happened. */
  async discard(): Promise<void> {
    this.endOpen()
    await Promise.all(this.full.splice(0).map((object) => object.discard()))
  }

  private write(record: Fields, source: SourceObject): Promise<void> | undefined {
    const folder = folderOf(this.settings.destination, this.settings.partitionKeys, record)
    const object = this.open.get(folder) ?? this.begin(folder, source)
    const wait = object.add(record)
    if (wait) return wait.then(() => this.endIfFull(folder, object))
    this.endIfFull(folder, object)
    return undefined
  }

  private endIfFull(folder: string, object: WrittenObject): void {
    if (this.settings.targetBytes === undefined || object.size < this.settings.targetBytes) return
    this.full.push(object)
    this.open.delete(folder)
  }

  private begin(folder: string, { key, position }: SourceObject): WrittenObject {
    if (this.folders.add(folder).size > mostFolders) {
      throw new TransferError(`the partition has more than ${mostFolders} folders`, {
        bucket: this.settings.source.bucket,
        key,
      })
    }
    const isNumbered = isOneChain(this.settings)
    const index = isNumbered ? (this.numbers.get(folder) ?? 0) : position
    if (isNumbered) this.numbers.set(folder, index + 1)
    const encoder = encoderFor(this.settings.fileType, this.settings.keepsTypes)
    const object = new WrittenObject(objectKey(this.settings.destination, folder, index), encoder, this.openScratch())
    this.open.set(folder, object)
    return object
  }

  private endOpen(): void {
    this.full.push(...this.open.values())
    this.open.clear()
  }

  private async *handOver(): AsyncGenerator<FinishedObject> {
    for (let object = this.full[0]; object; object = this.full[0]) {
      yield await object.finish((bytes) => (this.figures.bytesWritten += bytes))
      this.full.shift()
      await object.discard()
    }
  }
}
