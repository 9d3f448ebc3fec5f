import { decoded } from '../../http.ts'
import type { Taken } from '../../object-bytes.ts'
import { names } from '../../names.ts'
import type { StoredObject } from '../../stored-object.ts'
import type { S3Request } from './signature.ts'
import { AwsError } from '../protocol.ts'

/** What S3 reads out of a request's path and headers, and what it refuses there. */
export const bucketPath = `/${names.bucket}`

export const noSuchUpload = () =>
  new AwsError('NoSuchUpload', 'There is no such upload, or a part of it is another.', 404)

/** The bucket and the key a path names; the key is empty for the bucket itself. */
export function locate(path: string): { name: string; key: string } {
  const [, name = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? []
  return { name, key }
}

export const noSuchBucket = (name: string) => new AwsError('NoSuchBucket', `There is no bucket ${name}.`, 404)

/** A part of a path, decoded. */
export function decodedUri(text: string): string {
  const uri = decoded(text)
  if (uri === undefined) throw new AwsError('InvalidURI', 'The path cannot be decoded.')
  return uri
}

/** Refuses when the owner a request expects of a bucket is another account. */
export function checkOwner(expected: string | undefined): void {
  if (expected !== undefined && expected !== names.accountId)
    throw new AwsError('AccessDenied', 'Access Denied: the bucket belongs to another account.', 403)
}

export const bare = (etag: string): string => etag.replaceAll(/&quot;|&#34;|"/g, '')

/** Upload ids are ours; what is none must not reach the file system. */
export function idOf(uploadId: string | null): string {
  if (!uploadId || !/^[0-9a-f-]{36}$/.test(uploadId)) throw noSuchUpload()
  return uploadId
}

export const aboutOf = ({ headers }: S3Request) => ({
  hasSha256: headers['x-amz-checksum-sha256'] !== undefined,
  contentType: headers['content-type'] ?? 'binary/octet-stream',
  metadata: Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name.slice(11), value ?? '']] : [],
    ),
  ),
})

/** What a request claims about its body, as a check of what came in. Throws for a way of sending that is not spoken. */
export function claimsOf({ headers, query }: S3Request) {
  const hash = headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD'
  if (hash.startsWith('STREAMING-'))
    throw new AwsError('NotImplemented', 'Chunked signatures are not spoken here.', 501)
  const length = headers['content-length']
  // One in a signed URL counts for nothing, as on S3.
  const checksum = headers['x-amz-checksum-sha256']
  const crc = headers['x-amz-checksum-crc32']
  const contentMd5 = headers['content-md5']
  return ({ sizeBytes, sha256, md5, crc32 }: Taken) => {
    if (length !== undefined && Number(length) !== sizeBytes)
      throw new AwsError('IncompleteBody', 'The body does not have the length that was announced.')
    if (hash !== 'UNSIGNED-PAYLOAD' && hash !== sha256)
      throw new AwsError('XAmzContentSHA256Mismatch', 'The body does not have the SHA-256 that was signed.')
    if (checksum && Buffer.from(checksum, 'base64').toString('hex') !== sha256)
      throw new AwsError('BadDigest', 'The body does not have the SHA-256 that was announced.')
    if (crc && crc !== base64Of(crc32))
      throw new AwsError('BadDigest', 'The body does not have the CRC32 that was announced.')
    if (contentMd5 && Buffer.from(contentMd5, 'base64').toString('hex') !== md5)
      throw new AwsError('BadDigest', 'The body does not have the MD5 that was announced.')
  }
}

/** A CRC32 as headers say it. */
function base64Of(crc32: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32)
  return bytes.toString('base64')
}

/** What S3 tells of its own checksum where it is asked to, of an object that was put with it. */
export const checksumOf = (headers: S3Request['headers'], { hasSha256, sha256 }: StoredObject) =>
  hasSha256 && headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED'
    ? { 'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64') }
    : {}

export function checkConditions(headers: S3Request['headers'], { etag }: StoredObject): void {
  const [match, noneMatch] = [headers['if-match'], headers['if-none-match']]
  if (match && bare(match) !== etag) throw new AwsError('PreconditionFailed', 'The object is another one by now.', 412)
  if (noneMatch && bare(noneMatch) === etag) throw new AwsError('NotModified', 'Not modified', 304)
}

/** `bytes=a-b`, `bytes=a-`, `bytes=-n` as a half-open range; anything else is the whole object. */
export function rangeOf(text: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(text ?? '') ?? []
  if (from === '' && to === '') return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1)
  if (start >= end) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416)
  return { start, end }
}
