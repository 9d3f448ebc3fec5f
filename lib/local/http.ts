import type { IncomingMessage } from 'node:http'
import { bodyTooLarge } from '#runtime/invocation/input.ts'

/** The path and query of a request as they were sent, no percent-escape touched. */
export function rawUrl({ url = '/' }: IncomingMessage): { path: string; query: string } {
  const mark = url.indexOf('?')
  return mark < 0 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark + 1) }
}

/** A path as an HTTP API hands it over, decoded; undefined when it cannot be. */
export function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

/** The body of a request. Past `limit` bytes nothing is kept, and `tooLarge` says what then: usually it throws `body-too-large`. */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  tooLarge = (length: number): void => {
    throw bodyTooLarge(length, limit)
  },
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
  }
  if (length > limit) tooLarge(length)
  return Buffer.concat(chunks)
}
