import { createHash } from 'node:crypto'
import type { MessageAttribute } from '../../message-queue.ts'

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

/** The MD5 of attributes as SQS computes it: each name, type, kind of value and value, with its length, by name. */
export function md5OfAttributes(attributes: Record<string, MessageAttribute> | undefined): string | undefined {
  const entries = Object.entries(attributes ?? {})
  if (entries.length === 0) return undefined
  const hash = createHash('md5')
  const add = (bytes: Buffer) => hash.update(lengthOf(bytes)).update(bytes)
  for (const [name, { DataType, StringValue, BinaryValue }] of entries.sort(([one], [other]) =>
    one < other ? -1 : 1,
  )) {
    add(Buffer.from(name))
    add(Buffer.from(DataType))
    const isBinary = DataType.startsWith('Binary')
    hash.update(Buffer.from([isBinary ? 2 : 1]))
    add(isBinary ? Buffer.from(BinaryValue ?? '', 'base64') : Buffer.from(StringValue ?? ''))
  }
  return hash.digest('hex')
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return length
}
