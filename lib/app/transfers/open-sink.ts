import type { ComponentAnswer } from '#core/components/component-call.ts'
import { StepError, type Figures } from '#core/runs/step-error.ts'
import { refusalRules, type Connector, type RefusalRules } from '#core/transfers/connectors.ts'
import { flowFolder } from '#core/transfers/object-key.ts'
import type { PlannedTransfer } from '#core/transfers/plan-transfer.ts'
import { recordBatches, type WrittenRecord } from '#core/transfers/record-batches.ts'
import { RowBuffer, type Scratch } from '#core/transfers/scratch.ts'
import type { Delivery } from '#core/transfers/transfer-stage.ts'
import type { FinishedObject } from '#core/transfers/written-object.ts'
import type { DataBuckets } from '#runtime/data/data-buckets.ts'
import type { StepCall } from '#runtime/declarations/component.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { callComponent } from '../runs/call-component.ts'
import type { Sink } from './move-objects.ts'

/** What of a step's call is told to connectors. */
export type TransferCall = Pick<StepCall, 'message' | 'run' | 'step' | 'credential'>

export type OpenSink = (openScratch: () => Scratch) => Sink

/** Where a transfer writes to. A connector's delivery is kept up to date while it is written to. */
export const openSink = useCase({
  effects: { usesDataBuckets: true },
  uses: { callComponent },
  async run(
    { dataBuckets, use },
    { to, settings }: PlannedTransfer,
    call: TransferCall,
    delivery: Delivery,
    signal: AbortSignal,
  ): Promise<OpenSink> {
    const buckets = dataBuckets(call.run.flowName, signal)
    if (!to) return () => new BucketSink(buckets, settings.destination.bucket)
    let calls = 0
    const write = (records: unknown[]) =>
      use.callComponent(
        {
          component: to.id,
          function: 'write',
          message: { ...to.about, records },
          settings: {},
          credential: call.credential,
          call,
          messageId: `${call.message.id}-write-${calls++}`,
        },
        signal,
      )
    const rules = refusalRules(to)
    const folder = `${flowFolder(rules.bucketPrefix, call.run.flowName)}${call.run.id}/`
    return (openScratch) => new ConnectorSink({ to, rules, folder, delivery, write, buckets, openScratch })
  },
})

class BucketSink implements Sink {
  readonly figures = { bytesWritten: 0 }
  readonly #buckets: DataBuckets
  readonly #bucket: string

  constructor(buckets: DataBuckets, bucket: string) {
    this.#buckets = buckets
    this.#bucket = bucket
  }

  async put({ key, content, contentType }: FinishedObject): Promise<void> {
    this.figures.bytesWritten += await this.#buckets.put(this.#bucket, key, { content, contentType })
  }
}

interface Destination {
  to: Connector
  rules: RefusalRules
  /** Keys of objects of refused records begin with it. */
  folder: string
  delivery: Delivery
  write: (records: unknown[]) => Promise<ComponentAnswer>
  buckets: DataBuckets
  openScratch: () => Scratch
}

/** Hands records to a connector, and keeps those that it refuses. */
class ConnectorSink implements Sink {
  readonly #destination: Destination
  readonly #figures = { bytesWritten: 0, putFailures: 0 }

  constructor(destination: Destination) {
    this.#destination = destination
  }

  get figures(): Figures {
    return this.#figures
  }

  async put({ content }: FinishedObject): Promise<void> {
    const scratch = this.#destination.openScratch()
    const refused = new RowBuffer(scratch)
    let count = 0
    try {
      for await (const batch of recordBatches(content)) {
        for (const one of await this.#deliver(batch)) {
          count++
          await refused.add(JSON.stringify(one), lineFeed)
        }
      }
    } finally {
      // Also when the connector cannot be reached any more: what it has refused by then is counted.
      await refused.flush()
      if (count > 0) await this.#putRefused(scratch)
      await scratch.discard()
    }
  }

  /** Answers the records that were refused, with the reasons. */
  async #deliver(batch: readonly WrittenRecord[]): Promise<{ error: string; record: unknown }[]> {
    const { to, rules, delivery, write } = this.#destination
    const { failures = [] } = await write(batch.map(({ record }) => record))
    const reasons = new Map(failures.map(({ index, error }) => [index, error]))
    const refused = batch.flatMap(({ record }, index) => {
      const error = reasons.get(index)
      return error === undefined ? [] : [{ error, record }]
    })
    const taken = batch.filter((_, index) => !reasons.has(index))
    for (const { bytes } of taken) this.#figures.bytesWritten += bytes
    this.#figures.putFailures += refused.length
    delivery.written += taken.length
    delivery.refused += refused.length
    if (refused[0] && rules.endsAtFirst) throw new StepError(`${to.id} refused a record - ${refused[0].error}`)
    return refused
  }

  async #putRefused(scratch: Scratch): Promise<void> {
    const { rules, folder, delivery, buckets } = this.#destination
    if (rules.bucket === undefined) return
    const key = `${folder}errors-${String(delivery.errors++).padStart(5, '0')}`
    await buckets.put(rules.bucket, key, { content: scratch.read(), contentType: 'application/x-ndjson' })
  }
}

const lineFeed = 0x0a
