import { readBody } from '../../http.ts'
import type { ObjectFiles } from '../../object-files.ts'
import type { StoredObject } from '../../stored-object.ts'
import { AwsError } from '../protocol.ts'
import { absentIn, allowIn } from './allowed.ts'
import { send, tell, type Exchange, type S3Options } from './exchange.ts'
import { aboutOf, bare, checkOwner, claimsOf, decodedUri, idOf, locate, noSuchBucket } from './request.ts'
import { document, unescaped } from './xml.ts'

/** PutObject. */
export async function put(options: S3Options, exchange: Exchange): Promise<void> {
  const { request, source, response, bucket, key, allow } = exchange
  allow('s3:PutObject')
  const accept = claimsOf(request)
  if (request.headers['if-none-match'] === '*' && (await bucket.files.get(key)))
    throw new AwsError('PreconditionFailed', 'The object is there already.', 412)
  const object = await bucket.files.put(key, source, { ...aboutOf(request), accept })
  await tell(options, bucket, object, 'PutObject')
  send(response, 200, '', { etag: `"${object.etag}"` })
}

/** The object a request is to be a copy of, of this bucket or another. */
export async function sourceOf(
  { buckets }: S3Options,
  { request: { headers }, who }: Exchange,
): Promise<{ object: StoredObject; files: ObjectFiles }> {
  const { name, key } = locate(decodedUri(headers['x-amz-copy-source'] ?? '').replace(/^\/?/, '/'))
  const from = buckets.get(name)
  if (!from) throw noSuchBucket(name)
  checkOwner(headers['x-amz-source-expected-bucket-owner'])
  allowIn(buckets, from, who, 's3:GetObject', key)
  const object = await from.files.get(key)
  if (!object) throw absentIn(buckets, from, who)
  const wanted = headers['x-amz-copy-source-if-match']
  if (wanted && bare(wanted) !== object.etag)
    throw new AwsError('PreconditionFailed', 'The object is another one by now.', 412)
  return { object, files: from.files }
}

/** CopyObject. What is said of the object is copied too, unless the request says it anew. */
export async function copy(options: S3Options, exchange: Exchange): Promise<void> {
  const { request, response, bucket, key, allow } = exchange
  allow('s3:PutObject')
  const source = await sourceOf(options, exchange)
  const isReplaced = request.headers['x-amz-metadata-directive'] === 'REPLACE'
  const about = isReplaced ? { ...aboutOf(request), hasSha256: source.object.hasSha256 } : undefined
  const object = await bucket.files.copy(source.object, key, source.files, about)
  await tell(options, bucket, object, 'CopyObject')
  send(response, 200, document('CopyObjectResult', { LastModified: object.modifiedAt, ETag: `"${object.etag}"` }))
}

/** DeleteObject, or AbortMultipartUpload where the query names an upload. */
export async function remove(_options: S3Options, exchange: Exchange): Promise<void> {
  const { request, response, bucket, key, allow } = exchange
  const uploadId = request.query.get('uploadId')
  allow(uploadId ? 's3:AbortMultipartUpload' : 's3:DeleteObject')
  await (uploadId ? bucket.files.dropParts(idOf(uploadId)) : bucket.files.remove(key))
  send(response, 204, '')
}

/** DeleteObjects: each key for itself. What may not be deleted is told, and the others are. */
export async function removeAll(_options: S3Options, exchange: Exchange): Promise<void> {
  const { source, response, bucket, allow } = exchange
  const text = (await readBody(source, 2 * 1024 * 1024)).toString()
  const keys = [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => unescaped(key))
  if (keys.length === 0 || keys.length > 1000) throw new AwsError('MalformedXML', 'There may be 1 to 1000 keys.')
  const isQuiet = /<Quiet>true<\/Quiet>/.test(text)
  const results = await Promise.all(
    keys.map(async (Key) => {
      try {
        allow('s3:DeleteObject', Key)
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        return { Error: { Key, Code: error.name, Message: error.message } }
      }
      await bucket.files.remove(Key)
      return { Deleted: { Key } }
    }),
  )
  const content = {
    Deleted: results.flatMap((one) => (one.Deleted && !isQuiet ? [one.Deleted] : [])),
    Error: results.flatMap((one) => (one.Error ? [one.Error] : [])),
  }
  send(response, 200, document('DeleteResult', content))
}
