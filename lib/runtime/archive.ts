import { PassThrough, type Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import {
  declaredFlows,
  isConfigurationName,
  tooMuch,
  type DeclaredFlow,
} from '#core/applications/mule-configuration.ts'
import { DomainError } from '#core/errors.ts'

/** Where an archive's bytes are: the ones from `start` up to and without `end`. */
export type ReadRange = (start: number, end: number) => Promise<Readable>

/** Configuration files beyond this are not looked into: nobody writes so much, and it must fit a function's memory. */
const mostConfigurationBytes = 16 * 1024 * 1024

/**
 * Looks into an archive by its directory, whatever its name: reads the directory and the configuration files and nothing
 * else, so that its size does not matter. Gives what it declares. Throws `archive-not-zip` for what is no zip and
 * `archive-refused` for one with entries that would leave the folder it is unpacked in, or that is damaged.
 */
export async function inspectArchive(sizeBytes: number, read: ReadRange): Promise<DeclaredFlow[]> {
  const zip = await openZip(sizeBytes, read)
  const texts: string[] = []
  let left = mostConfigurationBytes
  try {
    for await (const entry of zip.eachEntry()) {
      if (isLink(entry)) throw refused(`${entry.fileName} is a link.`)
      if (!isConfigurationName(entry.fileName)) continue
      left -= entry.uncompressedSize
      if (left < 0) throw refused('Its configuration files are too large.')
      const stream = await zip.openReadStreamPromise(entry)
      texts.push((await buffer(stream)).toString())
    }
  } catch (error) {
    throw error instanceof DomainError ? error : refused((error as Error).message)
  } finally {
    zip.close()
  }
  const flows = readable(texts)
  const excess = tooMuch(flows)
  if (excess) throw refused(excess)
  return flows
}

/** What is declared; nothing when it can not be read: a runtime will say what is wrong, the repository takes any zip. */
function readable(texts: readonly string[]): DeclaredFlow[] {
  try {
    return declaredFlows(texts) ?? []
  } catch {
    return []
  }
}

/** Reads an archive a piece at a time, from wherever it is. */
class RangeReader extends RandomAccessReader {
  readonly #read: ReadRange
  constructor(read: ReadRange) {
    super()
    this.#read = read
  }
  override _readStreamForRange(start: number, end: number): Readable {
    const piece = new PassThrough()
    // A failure arrives at whoever reads the piece.
    void this.#read(start, end).then(
      (source) => pipeline(source, piece).catch(() => undefined),
      (error: Error) => piece.destroy(error),
    )
    return piece
  }
}

async function openZip(sizeBytes: number, read: ReadRange): Promise<ZipFile> {
  const start = sizeBytes < 4 ? Buffer.alloc(0) : await buffer(await read(0, 4))
  // `PK\3\4` begins an entry, `PK\5\6` an archive without any.
  if (!['504b0304', '504b0506'].includes(start.toString('hex'))) {
    throw new DomainError('archive-not-zip', 'The file is not a zip archive.')
  }
  try {
    return await fromRandomAccessReaderPromise(new RangeReader(read), sizeBytes, { strictFileNames: true })
  } catch (error) {
    throw new DomainError('archive-not-zip', `The file is not a whole zip archive: ${(error as Error).message}`)
  }
}

const isLink = ({ externalFileAttributes }: Entry): boolean => ((externalFileAttributes >>> 16) & 0o170000) === 0o120000

const refused = (why: string): DomainError => new DomainError('archive-refused', `The archive is refused: ${why}`)
