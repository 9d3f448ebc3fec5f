import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { archiveRefused } from '#core/applications/archive-refused.ts'
import { configurationReader, type Configuration } from '#core/applications/configuration-reader.ts'
import { flowsOf, isConfigurationName, tooMuch, type DeclaredFlow } from '#core/applications/mule-configuration.ts'
import { DomainError } from '#core/errors.ts'

/** Where an archive's bytes are: the ones from `start` up to and without `end`. */
export type ReadRange = (start: number, end: number) => Promise<Readable>

/**
 * What is looked into at most: far more than anybody writes, and little enough for a function's memory and time whatever
 * an archive is made of (docs/decisions/0022). `directoryBytes` and `configurationBytes` are for all entries together.
 */
const limits = {
  entries: 10_000,
  directoryBytes: 4 * 1024 * 1024,
  configurations: 500,
  configurationBytes: 2 * 1024 * 1024,
}

/** How much is read at once of a directory: it is thousands of small pieces, and each request costs a round trip. */
const readAheadBytes = 256 * 1024

/**
 * Looks into an archive by its directory, whatever its name: reads the directory and the configuration files and nothing
 * else, so that its size does not matter. Gives what it declares. Throws `archive-not-zip` for what is no zip and
 * `archive-refused` for one with entries that would leave the folder it is unpacked in, that is damaged, or that has
 * more in it than is looked into. What keeps `read` from reading is no refusal and is thrown as it is.
 */
export async function inspectArchive(sizeBytes: number, read: ReadRange): Promise<DeclaredFlow[]> {
  const reader = new RangeReader(sizeBytes, read)
  const zip = await openZip(sizeBytes, reader)
  let configurations: Configuration[]
  try {
    configurations = await readConfigurations(zip, await configurationEntries(zip))
  } catch (error) {
    throw verdict(reader, error, archiveRefused)
  } finally {
    zip.close()
  }
  const flows = flowsOf(configurations)
  const excess = tooMuch(flows)
  if (excess) throw archiveRefused(excess)
  return flows
}

/** Goes over the directory and refuses what must not be unpacked; gives the entries that may be configuration files. */
async function configurationEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > limits.entries)
    throw archiveRefused(`It has ${zip.entryCount} entries; at most ${limits.entries} are accepted.`)
  const configurations: Entry[] = []
  let directoryBytes = 0
  let configurationBytes = 0
  for await (const entry of zip.eachEntry()) {
    // Other requests have their turn between any two entries.
    await turn()
    directoryBytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength
    if (directoryBytes > limits.directoryBytes) throw archiveRefused('Its directory is too large.')
    if (isLink(entry)) throw archiveRefused(`${entry.fileName} is a link.`)
    if (!isConfigurationName(entry.fileName)) continue
    configurations.push(entry)
    configurationBytes += Math.max(entry.compressedSize, entry.uncompressedSize)
    if (configurationBytes > limits.configurationBytes) throw archiveRefused('Its configuration files are too large.')
    if (configurations.length > limits.configurations) throw archiveRefused('It has too many configuration files.')
  }
  return configurations
}

/**
 * What the files declare; nothing when one of them cannot be read: a runtime will say what is wrong, the repository takes
 * any zip. An entry that inflates to more bytes than its directory says, which were counted, ends with an error there.
 */
async function readConfigurations(zip: ZipFile, entries: readonly Entry[]): Promise<Configuration[]> {
  const configurations: Configuration[] = []
  let isReadable = true
  for (const entry of entries) {
    const reader = configurationReader()
    const decoder = new TextDecoder()
    const feed = (work: () => void) => {
      try {
        if (isReadable) work()
      } catch (error) {
        if (error instanceof DomainError) throw error
        isReadable = false
      }
    }
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) {
      feed(() => reader.write(decoder.decode(chunk, { stream: true })))
      await turn()
    }
    feed(() => {
      reader.write(decoder.decode())
      const configuration = reader.end()
      if (configuration) configurations.push(configuration)
    })
  }
  return isReadable ? configurations : []
}

/** Reads an archive a piece at a time, from wherever it is, and ahead: the next pieces are likely to follow. */
class RangeReader extends RandomAccessReader {
  /** Why the source could not be read, which says nothing about the archive. */
  failure: unknown
  readonly #sizeBytes: number
  readonly #source: ReadRange
  #ahead = { start: 0, bytes: Buffer.alloc(0) }
  constructor(sizeBytes: number, source: ReadRange) {
    super()
    this.#sizeBytes = sizeBytes
    this.#source = source
  }
  /** The first bytes, read without the rest. */
  async head(length: number): Promise<Buffer> {
    return buffer(await this.#open(0, length))
  }
  override read(into: Buffer, offset: number, length: number, position: number, done: (error: Error | null) => void) {
    this.#piece(position, position + length).then(
      (piece) => {
        piece.copy(into, offset)
        done(null)
      },
      (error: Error) => done(error),
    )
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const [open, piece] = [() => this.#open(start, end), () => this.#piece(start, end)]
    return Readable.from(
      (async function* () {
        if (end - start > readAheadBytes) yield* await open()
        else yield await piece()
      })(),
      { objectMode: false },
    )
  }
  async #piece(start: number, end: number): Promise<Buffer> {
    if (start < this.#ahead.start || end > this.#ahead.start + this.#ahead.bytes.length) {
      const furthest = Math.min(this.#sizeBytes, Math.max(end, start + readAheadBytes))
      this.#ahead = { start, bytes: await buffer(await this.#open(start, furthest)) }
    }
    return this.#ahead.bytes.subarray(start - this.#ahead.start, end - this.#ahead.start)
  }
  async #open(start: number, end: number): Promise<Readable> {
    const note = (error: unknown) => {
      this.failure = error
    }
    try {
      return (await this.#source(start, end)).once('error', note)
    } catch (error) {
      note(error)
      throw error
    }
  }
}

async function openZip(sizeBytes: number, reader: RangeReader): Promise<ZipFile> {
  const start = sizeBytes < 4 ? Buffer.alloc(0) : await reader.head(4)
  // `PK\3\4` begins an entry, `PK\5\6` an archive without any.
  if (!['504b0304', '504b0506'].includes(start.toString('hex'))) {
    throw new DomainError('archive-not-zip', 'The file is not a zip archive.')
  }
  try {
    return await fromRandomAccessReaderPromise(reader, sizeBytes, {
      strictFileNames: true,
      validateEntrySizes: true,
      autoClose: false,
    })
  } catch (error) {
    throw verdict(
      reader,
      error,
      (why) => new DomainError('archive-not-zip', `The file is not a whole zip archive: ${why}`),
    )
  }
}

/** What an error while reading means: the source's own failure, a refusal made already, or a fault of the archive. */
const verdict = ({ failure }: RangeReader, error: unknown, refuse: (why: string) => DomainError): unknown =>
  failure ?? (error instanceof DomainError ? error : refuse((error as Error).message))

const isLink = ({ externalFileAttributes }: Entry): boolean => ((externalFileAttributes >>> 16) & 0o170000) === 0o120000
