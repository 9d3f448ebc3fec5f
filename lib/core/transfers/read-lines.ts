/** A record that takes more than this ends the run: an unclosed quote would otherwise gather a whole object in memory. */
export const mostRecordBytes = 16 * 1024 * 1024

/** What is wrong with the bytes of a source; the reader that knows the line says where. */
export class UnreadableBytes extends Error {}

const lineFeed = 0x0a

/**
 * Turns chunks of UTF-8 into texts of whole lines, however the chunks are cut. Only the last text may lack its line end.
 * A byte order mark at the beginning is dropped.
 */
export class LineReader {
  private readonly waiting: Uint8Array[] = []
  private waitingBytes = 0
  private start: Uint8Array | undefined = new Uint8Array()
  private readonly mostBytes: number

  constructor(mostBytes = mostRecordBytes) {
    this.mostBytes = mostBytes
  }

  *push(chunk: Uint8Array): Generator<string> {
    let bytes = chunk
    if (this.start) {
      bytes = Buffer.concat([this.start, bytes])
      this.start = bytes.length < 3 ? bytes : undefined
      if (this.start) return
      bytes = withoutMark(bytes)
    }
    const end = bytes.lastIndexOf(lineFeed) + 1
    if (end > 0) {
      const whole = Buffer.concat([...this.waiting.splice(0), bytes.subarray(0, end)])
      this.waitingBytes = 0
      yield* decodeLines(whole)
    }
    if (end === bytes.length) return
    this.waiting.push(bytes.subarray(end))
    this.waitingBytes += bytes.length - end
    if (this.waitingBytes > this.mostBytes) throw new UnreadableBytes(tooLong)
  }

  *end(): Generator<string> {
    const rest = Buffer.concat([withoutMark(this.start ?? new Uint8Array()), ...this.waiting])
    if (rest.length > 0) yield* decodeLines(rest)
  }
}

export const tooLong = `a record is longer than ${mostRecordBytes / 1024 / 1024} MB`

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Yields the lines before the first unreadable one, so that whoever counts lines has come to it when this throws. */
function* decodeLines(bytes: Uint8Array): Generator<string> {
  try {
    yield decoder.decode(bytes)
  } catch {
    for (let from = 0; from < bytes.length;) {
      const end = bytes.indexOf(lineFeed, from) + 1 || bytes.length
      yield decodeLine(bytes.subarray(from, end))
      from = end
    }
  }
}

const decodeLine = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes)
  } catch (error) {
    throw new UnreadableBytes('the bytes are not UTF-8', { cause: error })
  }
}

const withoutMark = (bytes: Uint8Array): Uint8Array =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
