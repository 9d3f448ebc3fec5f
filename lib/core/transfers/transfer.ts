import { checkHeader, prepareTasks, type ApplyTasks } from './apply-tasks.ts'
import { ObjectsInProgress, type SourceObject } from './objects-in-progress.ts'
import { RecordReader } from './read-records.ts'
import type { Scratch } from './scratch.ts'
import { placed } from './transfer-error.ts'
import type { TransferSettings } from './transfer-settings.ts'
import type { SourceRecord } from './value.ts'
import type { FinishedObject } from './written-object.ts'

/** What a run reports of itself. */
export interface Figures {
  recordsProcessed: number
  recordsFiltered: number
  bytesProcessed: number
  bytesWritten: number
}

/**
 * Takes source objects one after the other and makes the objects that are to be written of them. It holds a piece of each
 * object that it is making and what one record takes; the rest waits in scratch.
 */
export class Transfer {
  /** What has been done: source objects read to their end, written objects read to theirs. */
  readonly figures: Figures = { recordsProcessed: 0, recordsFiltered: 0, bytesProcessed: 0, bytesWritten: 0 }
  private readonly settings: TransferSettings
  private readonly apply: ApplyTasks
  private readonly objects: ObjectsInProgress

  /** `numbers`: for each folder the next number, where a chain of steps goes on. */
  constructor(settings: TransferSettings, openScratch: () => Scratch, numbers: Record<string, number> = {}) {
    this.settings = settings
    this.apply = prepareTasks(settings.tasks, settings.window)
    this.objects = new ObjectsInProgress(settings, openScratch, numbers)
  }

  /** The next number in each folder, for the step that goes on with a chain. */
  get nextNumbers(): Record<string, number> {
    return this.objects.nextNumbers
  }

  /** Reads a source object. Yields what is finished by it, nothing if anything is wrong with it. */
  async *take(source: SourceObject, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FinishedObject> {
    const object = { bucket: this.settings.source.bucket, key: source.key }
    const reader = new RecordReader(this.settings.source.format, object, (fieldNames) =>
      checkHeader(this.settings.tasks, fieldNames, object),
    )
    const read = { records: 0, filtered: 0, bytes: 0 }
    const takeAll = async (records: Iterable<SourceRecord>): Promise<void> => {
      for (const record of records) {
        read.records++
        const output = this.apply(record, object)
        if (output === 'filtered') read.filtered++
        if (typeof output === 'string') continue
        // Most records wait for nothing, and a turn of the event loop for each would cost more than they do.
        const wait = this.objects.add(output, source)
        if (wait) await wait
      }
    }
    this.objects.beginSource()
    try {
      for await (const chunk of chunks) {
        read.bytes += chunk.length
        await takeAll(reader.push(chunk))
      }
      await takeAll(reader.end())
    } catch (error) {
      throw placed(error, object)
    }
    this.figures.recordsProcessed += read.records
    this.figures.recordsFiltered += read.filtered
    this.figures.bytesProcessed += read.bytes
    if (!this.settings.isSingleFile) this.objects.endAll()
    yield* this.handOver()
  }

  /** Ends what is being made, after the last source object. */
  async *finish(): AsyncGenerator<FinishedObject> {
    this.objects.endAll()
    yield* this.handOver()
  }

  /** Removes what waits in scratch. To be called whatever happened. */
  discard(): Promise<void> {
    return this.objects.discard()
  }

  private handOver(): AsyncGenerator<FinishedObject> {
    return this.objects.handOver((bytes) => (this.figures.bytesWritten += bytes))
  }
}
