import { Logger } from '@aws-lambda-powertools/logger'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Readable } from 'node:stream'
import { DomainError } from '#core/errors.ts'
import { Replayed } from '#store/token.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Environment } from '../invocation/context.ts'
import type { ObjectPrefix } from '../declarations/resources.ts'

/**
 * The bucket's objects of one tenant: `<prefix>/<tenant>/<id>`. Of each prefix a function can do what its effects declare;
 * what it does not declare does not compile.
 */
export type Objects<R extends ObjectPrefix, W extends ObjectPrefix, D extends ObjectPrefix> = Reader<R> &
  Writer<R, W> &
  Remover<D>

interface Reader<R> {
  /** Undefined when there is none. `sha256` (hex) is what the store itself has verified, of objects put with it. */
  head: (prefix: R, id: string) => Promise<{ sizeBytes: number; etag: string; sha256: string | undefined } | undefined>
  /** The bytes from `start` up to and without `end`, of the object as `etag` names it. */
  read: (prefix: R, id: string, etag: string, range?: { start: number; end: number }) => Promise<Readable>
  /** All of an object that never changes; undefined when there is none any more. */
  readAll: (prefix: R, id: string) => Promise<Buffer | undefined>
  /** A URL whoever has it may read the object with, for so many seconds. */
  signRead: (prefix: R, id: string, seconds: number) => Promise<string>
}

interface Writer<R, W> {
  put: (prefix: W, id: string, body: Uint8Array) => Promise<void>
  /** Under the same id; refused when the object is not the one of `etag` any more. */
  copy: (from: R, to: W, id: string, etag: string) => Promise<void>
  /** As `signRead`, for putting an object of exactly this size and SHA-256 there: the store refuses another one. */
  signPut: (prefix: W, id: string, seconds: number, what: { sizeBytes: number; sha256: string }) => Promise<SignedPut>
}

interface Remover<D> {
  remove: (prefix: D, id: string) => Promise<void>
  /** Removes what came to nothing, for a reason that is to be told: an object that stays is logged and not thrown. */
  discard: (prefix: D, id: string) => Promise<void>
}

/** A URL to PUT to, and the headers that must be sent with it. */
export interface SignedPut {
  url: string
  headers: { [checksumHeader]: string }
}

const contentTypes: Readonly<Record<ObjectPrefix, string>> = {
  uploads: 'application/zip',
  artifacts: 'application/zip',
  files: 'application/octet-stream',
  runs: 'application/json',
  catalogues: 'application/gzip',
}

const checksumHeader = 'x-amz-checksum-sha256'

/** Who may read objects but not list the bucket is answered 403 for one that is not there (docs/decisions/0024). */
const isAbsence = (error: unknown): boolean =>
  error instanceof S3ServiceException && [403, 404].includes(error.$metadata.httpStatusCode ?? 0)

const s3Of = clientFor(
  ({ region, endpoint, credentials }) =>
    new S3Client({
      region,
      endpoint,
      credentials,
      // One machine has no names for buckets.
      forcePathStyle: endpoint !== undefined,
      // A signed URL must not ask for another checksum than the SHA-256 it may carry.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
)

/** Where a tenant's objects lie. */
interface Bucket {
  env: Environment
  tenant: string
}

/** All that can be done with a tenant's objects; a context's type says with which of them. */
export function openObjects(bucket: Bucket): Objects<ObjectPrefix, ObjectPrefix, ObjectPrefix> {
  return { ...reader(bucket), ...writer(bucket), ...remover(bucket) }
}

const addressOf = ({ env, tenant }: Bucket, prefix: ObjectPrefix, id: string) => ({
  Bucket: env.bucketName,
  Key: `${prefix}/${tenant}/${id}`,
})

function reader(bucket: Bucket): Reader<ObjectPrefix> {
  const s3 = s3Of(bucket.env)
  const at = (prefix: ObjectPrefix, id: string) => addressOf(bucket, prefix, id)
  return {
    async head(prefix, id) {
      try {
        const command = new HeadObjectCommand({ ...at(prefix, id), ChecksumMode: 'ENABLED' })
        const { ContentLength = 0, ETag = '', ChecksumSHA256 } = await s3.send(command)
        const sha256 = ChecksumSHA256 && Buffer.from(ChecksumSHA256, 'base64').toString('hex')
        return { sizeBytes: ContentLength, etag: ETag, sha256 }
      } catch (error) {
        if (isAbsence(error)) return undefined
        throw error
      }
    },
    async read(prefix, id, etag, range) {
      const Range = range && `bytes=${range.start}-${range.end - 1}`
      const { Body } = await s3.send(new GetObjectCommand({ ...at(prefix, id), Range, IfMatch: etag }))
      if (!Body) throw new Error(`The object ${prefix}/${id} came without a body.`)
      return Body as Readable
    },
    async readAll(prefix, id) {
      try {
        const { Body } = await s3.send(new GetObjectCommand(at(prefix, id)))
        return Buffer.from((await Body?.transformToByteArray()) ?? [])
      } catch (error) {
        if (isAbsence(error)) return undefined
        throw error
      }
    },
    signRead: (prefix, id, expiresIn) => getSignedUrl(s3, new GetObjectCommand(at(prefix, id)), { expiresIn }),
  }
}

function writer(bucket: Bucket): Writer<ObjectPrefix, ObjectPrefix> {
  const s3 = s3Of(bucket.env)
  const at = (prefix: ObjectPrefix, id: string) => addressOf(bucket, prefix, id)
  return {
    async put(prefix, id, body) {
      await s3.send(new PutObjectCommand({ ...at(prefix, id), Body: body, ContentType: contentTypes[prefix] }))
    },
    async copy(from, to, id, etag) {
      const source = at(from, id)
      const CopySource = `${source.Bucket}/${source.Key}`
      await s3.send(new CopyObjectCommand({ ...at(to, id), CopySource, CopySourceIfMatch: etag }))
    },
    async signPut(prefix, id, expiresIn, { sizeBytes, sha256 }) {
      const ChecksumSHA256 = Buffer.from(sha256, 'hex').toString('base64')
      const command = new PutObjectCommand({ ...at(prefix, id), ContentLength: sizeBytes, ChecksumSHA256 })
      const url = await getSignedUrl(s3, command, {
        expiresIn,
        // So that the store itself refuses another size.
        signableHeaders: new Set(['host', 'content-length', checksumHeader]),
        // S3 verifies the checksum of a header, and ignores one in a URL.
        unhoistableHeaders: new Set([checksumHeader]),
      })
      return { url, headers: { [checksumHeader]: ChecksumSHA256 } }
    },
  }
}

function remover(bucket: Bucket): Remover<ObjectPrefix> {
  const remove = async (prefix: ObjectPrefix, id: string) => {
    await s3Of(bucket.env).send(new DeleteObjectCommand(addressOf(bucket, prefix, id)))
  }
  return {
    remove,
    discard: (prefix, id) =>
      remove(prefix, id).catch((error: unknown) => {
        const logger = new Logger({ serviceName: 'objects', logLevel: bucket.env.logLevel })
        logger.error('object not removed', { object: addressOf(bucket, prefix, id), error: error as Error })
      }),
  }
}

/**
 * Puts an object, then makes it known with `commit`, so that nothing that is known is without its object; it is taken away
 * again when that is refused.
 */
export async function objectFirst<P extends ObjectPrefix, Answer>(
  { put, discard }: Pick<Objects<never, P, P>, 'put' | 'discard'>,
  prefix: P,
  { id, bytes }: { id: string; bytes: Uint8Array },
  commit: () => Promise<Answer>,
): Promise<Answer> {
  await put(prefix, id, bytes)
  try {
    return await commit()
  } catch (error) {
    // Refused for certain; after any other error it may have been made.
    if (error instanceof DomainError || error instanceof Replayed) await discard(prefix, id)
    throw error
  }
}
