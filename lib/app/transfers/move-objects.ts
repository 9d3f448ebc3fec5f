import { StepError, type Figures } from '#core/runs/step-error.ts'
import type { Scratch } from '#core/transfers/scratch.ts'
import type { NotedObject } from '#core/transfers/source-listing.ts'
import { stepFailure } from '#core/transfers/step-failure.ts'
import { Transfer } from '#core/transfers/transfer.ts'
import type { TransferSettings } from '#core/transfers/transfer-settings.ts'
import type { FinishedObject } from '#core/transfers/written-object.ts'
import type { DataBuckets } from '#runtime/data/data-buckets.ts'
import { withScratch } from '#runtime/data/file-scratch.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import type { Place } from './read-lots.ts'

/** How a step learns that it is to leave off. */
export interface Progress {
  signal: AbortSignal
  /** Whether the run is ending, asked before each object. */
  isEnding: () => Promise<boolean>
}

/** An object to be read, where in a chain it is, and its bytes where they are not those of a bucket. */
export type ObjectToMove = NotedObject & { place?: Place; bytes?: AsyncIterable<Uint8Array> }

/** Where what is made goes to. */
export interface Sink {
  /** What has been written: `bytesWritten`, and what else there is to say. */
  readonly figures: Figures
  put: (object: FinishedObject) => Promise<void>
}

interface Move extends Progress {
  flowName: string
  settings: TransferSettings
  openSink: (openScratch: () => Scratch) => Sink
  /** In the order in which they are to be read. */
  objects: AsyncIterable<ObjectToMove> | Iterable<ObjectToMove>
  /** Read no further object after so many bytes. */
  mostBytes?: number
  numbers?: Readonly<Record<string, number>>
  /** Why it fails when the step has taken as long as it may, if another attempt would take as long. */
  lateReason?: string
}

/** What was done, and where it goes on: with an object, or nowhere. */
interface Moved {
  figures: Figures
  numbers: Record<string, number>
  next?: ObjectToMove
  /** It was left off, as the run is ending. */
  isLeftOff: boolean
}

/** Thrown by what reads bytes when the run is ending. */
export class LeftOff extends Error {}

/**
 * Reads source objects one after the other and puts what is made of them. Nothing that is not whole appears. When the run is
 * ending, what is being made is dropped and nothing goes on. Throws a StepError with the figures of what was done.
 */
export const moveObjects = useCase({
  effects: { usesDataBuckets: true },
  run: ({ dataBuckets }, move: Move): Promise<Moved> =>
    withScratch(async (openScratch) => {
      const transfer = new Transfer(move.settings, openScratch, { ...move.numbers })
      const sink = move.openSink(openScratch)
      const figures = () => ({ ...transfer.figures, ...sink.figures })
      try {
        const next = await takeAll(move, transfer, sink, dataBuckets(move.flowName, move.signal))
        const isLeftOff = next === 'left-off'
        if (!isLeftOff) await putAll(transfer.finish(), sink)
        return { figures: figures(), numbers: transfer.nextNumbers, next: isLeftOff ? undefined : next, isLeftOff }
      } catch (error) {
        if (move.signal.aborted && move.lateReason) throw new StepError(move.lateReason, { figures: figures() }, error)
        throw stepFailure(error, figures())
      } finally {
        await transfer.discard()
      }
    }),
})

/** Answers the first object that is left for another step. */
async function takeAll(
  { objects, mostBytes, isEnding, settings }: Move,
  transfer: Transfer,
  sink: Sink,
  buckets: DataBuckets,
): Promise<ObjectToMove | 'left-off' | undefined> {
  let bytes = 0
  for await (const object of objects) {
    if (mostBytes !== undefined && bytes >= mostBytes) return object
    if (await isEnding()) return 'left-off'
    const chunks = object.bytes ?? buckets.read(settings.source.bucket, object.key, object.etag)
    try {
      await putAll(transfer.take(object, chunks), sink)
    } catch (error) {
      if (error instanceof LeftOff) return 'left-off'
      throw error
    }
    bytes += object.sizeBytes
  }
  return undefined
}

async function putAll(finished: AsyncIterable<FinishedObject>, sink: Sink): Promise<void> {
  for await (const object of finished) await sink.put(object)
}
