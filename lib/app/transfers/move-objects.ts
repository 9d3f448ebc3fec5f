import { StepError, type Figures } from '#core/runs/step-error.ts'
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

/** An object to be read, and where in a chain it is. */
export type ObjectToMove = NotedObject & { place?: Place }

interface Move extends Progress {
  flowName: string
  settings: TransferSettings
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
}

/**
 * Reads source objects one after the other and puts what is made of them. Nothing that is not whole appears. When the run is
 * ending, what is being made is dropped and nothing goes on. Throws a StepError with the figures of what was done.
 */
export const moveObjects = useCase({
  effects: { usesDataBuckets: true },
  run: ({ dataBuckets }, move: Move): Promise<Moved> =>
    withScratch(async (openScratch) => {
      const transfer = new Transfer(move.settings, openScratch, { ...move.numbers })
      const mover = new Mover(transfer, dataBuckets(move.flowName, move.signal), move.settings)
      try {
        const next = await mover.takeAll(move)
        if (next !== 'ending') await mover.put(transfer.finish())
        return {
          figures: mover.figures,
          numbers: transfer.nextNumbers,
          next: next === 'ending' ? undefined : next,
        }
      } catch (error) {
        if (move.signal.aborted && move.lateReason)
          throw new StepError(move.lateReason, { figures: mover.figures }, error)
        throw stepFailure(error, mover.figures)
      } finally {
        await transfer.discard()
      }
    }),
})

class Mover {
  readonly #transfer: Transfer
  readonly #buckets: DataBuckets
  readonly #settings: TransferSettings
  #bytesWritten = 0

  constructor(transfer: Transfer, buckets: DataBuckets, settings: TransferSettings) {
    this.#transfer = transfer
    this.#buckets = buckets
    this.#settings = settings
  }

  /** What was read to its end, and what has been put. */
  get figures(): Figures {
    return { ...this.#transfer.figures, bytesWritten: this.#bytesWritten }
  }

  /** Answers the first object that is left for another step; `ending` when there is to be none. */
  async takeAll({ objects, mostBytes, isEnding }: Move): Promise<ObjectToMove | 'ending' | undefined> {
    let bytes = 0
    for await (const object of objects) {
      if (mostBytes !== undefined && bytes >= mostBytes) return object
      if (await isEnding()) return 'ending'
      const chunks = this.#buckets.read(this.#settings.source.bucket, object.key, object.etag)
      await this.put(this.#transfer.take(object, chunks))
      bytes += object.sizeBytes
    }
    return undefined
  }

  async put(finished: AsyncIterable<FinishedObject>): Promise<void> {
    for await (const { key, content, contentType } of finished) {
      this.#bytesWritten += await this.#buckets.put(this.#settings.destination.bucket, key, { content, contentType })
    }
  }
}
