import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'

/** What is known of bytes that have come; digests in hex. */
export interface Taken {
  sizeBytes: number
  sha256: string
  md5: string
  crc32: number
}

/** May refuse bytes that have come, by throwing. */
export type Accept = (taken: Taken) => void

/** Writes bytes to a file of their own and flushes it. */
export async function take(file: string, source: Readable, accept?: Accept): Promise<Taken> {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')]
  let [sizeBytes, checksum] = [0, 0]
  try {
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          sha256.update(chunk)
          md5.update(chunk)
          checksum = crc32(chunk, checksum)
          sizeBytes += chunk.length
          yield chunk
        }
      },
      createWriteStream(file, { flush: true }),
    )
    const taken = { sizeBytes, sha256: sha256.digest('hex'), md5: md5.digest('hex'), crc32: checksum }
    accept?.(taken)
    return taken
  } catch (error) {
    await rm(file, { force: true })
    throw error
  }
}

/** Files one after the other, as one stream. */
export const joined = (files: readonly string[]): Readable => {
  async function* chunks() {
    for (const one of files) yield* createReadStream(one) as AsyncIterable<Buffer>
  }
  return Readable.from(chunks())
}
