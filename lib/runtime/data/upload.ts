import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type CompletedPart,
} from '@aws-sdk/client-s3'
import { StepError } from '#core/runs/step-error.ts'
import type { FlowSession } from './flow-session.ts'

const partBytes = 8 * 1024 * 1024
/** S3's own limit: an object of 80 GB. */
const mostParts = 10_000
/** Parts on their way at once. Each is held in memory until it has arrived. */
const partsAtOnce = 3

export interface ObjectToPut {
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  contentType: string
}

interface Address {
  Bucket: string
  Key: string
  ExpectedBucketOwner: string
}

/**
 * Puts what comes as an object: at once where it fits in one part, else in parts, which S3 makes an object of when all are
 * there. An upload that fails is aborted, so that nothing of it remains. Answers the object's size.
 */
export async function upload(
  address: Address,
  { content, contentType: ContentType }: ObjectToPut,
  session: FlowSession,
): Promise<number> {
  const request = { action: 's3:PutObject', bucket: address.Bucket, key: address.Key }
  const parts = partsOf(content)
  try {
    const first = await parts.next()
    const Body = first.done ? Buffer.alloc(0) : first.value
    if (Body.length < partBytes) {
      const command = new PutObjectCommand({ ...address, Body, ContentType })
      await session.call(request, (s3, options) => s3.send(command, options))
      return Body.length
    }
    const begin = new CreateMultipartUploadCommand({ ...address, ContentType, ChecksumAlgorithm: 'CRC32' })
    const { UploadId } = await session.call(request, (s3, options) => s3.send(begin, options))
    return await putParts({ ...address, UploadId }, Body, parts, session)
  } finally {
    // Whatever the content is read from is let go of, also when it was not read to its end.
    await parts.return(undefined)
  }
}

async function putParts(
  address: Address & { UploadId: string | undefined },
  first: Buffer,
  rest: AsyncGenerator<Buffer>,
  session: FlowSession,
): Promise<number> {
  const request = { action: 's3:PutObject', bucket: address.Bucket, key: address.Key }
  const underWay = new Set<Promise<void>>()
  const done: CompletedPart[] = []
  let bytes = 0
  let failure: { error: unknown } | undefined
  const putPart = async (PartNumber: number, Body: Buffer): Promise<void> => {
    const command = new UploadPartCommand({ ...address, PartNumber, Body, ChecksumAlgorithm: 'CRC32' })
    const { ETag, ChecksumCRC32 } = await session.call(request, (s3, options) => s3.send(command, options))
    done[PartNumber - 1] = { PartNumber, ETag, ChecksumCRC32 }
  }
  try {
    let number = 0
    for (let part: Buffer | undefined = first; part; part = (await rest.next()).value as Buffer | undefined) {
      if (++number > mostParts)
        throw new StepError(`${address.Bucket}/${address.Key} - the object is larger than 80 GB`)
      bytes += part.length
      const putting = putPart(number, part)
        .catch((error: unknown) => void (failure ??= { error }))
        .finally(() => underWay.delete(putting))
      underWay.add(putting)
      if (underWay.size >= partsAtOnce) await Promise.race(underWay)
      if (failure) break
    }
    await Promise.all(underWay)
    if (failure) throw failure.error
    const command = new CompleteMultipartUploadCommand({ ...address, MultipartUpload: { Parts: done } })
    await session.call(request, (s3, options) => s3.send(command, options))
    return bytes
  } catch (error) {
    // A part that arrives after the upload was aborted would stay.
    await Promise.all(underWay)
    await abort(address, session)
    throw error
  }
}

/** The failure that led to this is the one to be told. */
async function abort(address: Address & { UploadId: string | undefined }, session: FlowSession): Promise<void> {
  const request = { action: 's3:AbortMultipartUpload', bucket: address.Bucket, key: address.Key }
  await session.call(request, (s3) => s3.send(new AbortMultipartUploadCommand(address))).catch(() => undefined)
}

/** Bytes in parts of one size, the last one shorter; none of no bytes. */
async function* partsOf(content: ObjectToPut['content']): AsyncGenerator<Buffer, undefined> {
  let pieces: Uint8Array[] = []
  let length = 0
  for await (const chunk of content) {
    for (let from = 0; from < chunk.length;) {
      const piece = chunk.subarray(from, from + partBytes - length)
      pieces.push(piece)
      length += piece.length
      from += piece.length
      if (length < partBytes) continue
      yield Buffer.concat(pieces, length)
      pieces = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(pieces, length)
  return undefined
}
