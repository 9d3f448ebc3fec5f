import type { Scratch } from '../../lib/core/transfers/scratch.ts'
import { Transfer, type Figures } from '../../lib/core/transfers/transfer.ts'
import { transferSettings, type S3Destination, type S3Source } from '../../lib/core/transfers/transfer-settings.ts'
import type { RecordWindow } from '../../lib/core/transfers/filter.ts'
import type { Task } from '../../lib/core/transfers/task.ts'

/** A flow and its source, as the cases say it: objects by key. */
export interface TransferCase {
  tasks: Task[]
  objects: Record<string, string | Uint8Array>
  format?: 'CSV' | 'JSON'
  output?: S3Destination['s3OutputFormatConfig']
  flowName?: string
  bucketPrefix?: string
  window?: RecordWindow
  /** How the bytes of an object arrive. */
  cut?: (bytes: Uint8Array) => Iterable<Uint8Array>
  openScratch?: () => Scratch
}

export interface Written {
  objects: Record<string, Buffer>
  contentTypes: Record<string, string>
  figures: Figures
}

/** A scratch in memory, which says how much it was given. */
export function memoryScratch(): Scratch & { bytes: number; isDiscarded: boolean } {
  const pieces: Uint8Array[] = []
  return {
    bytes: 0,
    isDiscarded: false,
    async append(bytes) {
      pieces.push(Uint8Array.from(bytes))
      this.bytes += bytes.length
    },
    async *read() {
      yield* pieces
    },
    async discard() {
      this.isDiscarded = true
      pieces.length = 0
    },
  }
}

export const settingsOf = ({ format, output, tasks, window, ...more }: TransferCase) => {
  const source: S3Source = { bucketName: 'src', bucketPrefix: 'in' }
  if (format) source.s3InputFormatConfig = { s3InputFileType: format }
  const run = { schemaVersion: 1, executionId: 'X', startedAt: '2026-11-24T16:05:09.123Z', window }
  return transferSettings(
    source,
    { bucketName: 'dst', bucketPrefix: more.bucketPrefix ?? 'out', s3OutputFormatConfig: output },
    tasks,
    { ...run, flowName: more.flowName ?? 'F' },
  )
}

/** Runs a flow over all its source objects, in the order of their keys. */
export async function runTransfer(given: TransferCase): Promise<Written> {
  const transfer = new Transfer(settingsOf(given), given.openScratch ?? memoryScratch)
  const written: Written = { objects: {}, contentTypes: {}, figures: transfer.figures }
  const put = async (finished: ReturnType<Transfer['finish']>) => {
    for await (const { key, contentType, content } of finished) {
      const chunks: Uint8Array[] = []
      for await (const chunk of content) chunks.push(chunk)
      written.objects[key] = Buffer.concat(chunks)
      written.contentTypes[key] = contentType
    }
  }
  try {
    for (const [position, key] of Object.keys(given.objects).sort().entries()) {
      const bytes = Buffer.from(given.objects[key] ?? '')
      await put(transfer.take({ key, position }, streamOf(given.cut?.(bytes) ?? [bytes])))
    }
    await put(transfer.finish())
    return written
  } finally {
    await transfer.discard()
  }
}

async function* streamOf(chunks: Iterable<Uint8Array>) {
  yield* chunks
}

export const textsOf = ({ objects }: Written): Record<string, string> =>
  Object.fromEntries(Object.entries(objects).map(([key, bytes]) => [key, bytes.toString()]))

export const people = `id,first,last,country,age,score
1,Ada,Lovelace,UK,36,9.5
2,Alan,Turing,UK,41,
3,Grace,Hopper,US,85,8
4,"Kay, Alan",,US,,7.25
5,Edsger,Dijkstra,NL,72,0
`

/** Bytes in chunks that end at these positions, in whatever order they are. */
export function* cutAt(bytes: Uint8Array, positions: number[]): Generator<Uint8Array> {
  let from = 0
  for (const position of [...positions.toSorted((one, other) => one - other), bytes.length]) {
    const end = Math.max(from, Math.min(position, bytes.length))
    yield bytes.subarray(from, end)
    from = end
  }
}
