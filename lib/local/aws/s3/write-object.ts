import type { StoredObject } from '../../stored-object.ts'
import { AwsError } from '../protocol.ts'
import { send, type Exchange, type S3Options } from './exchange.ts'
import { aboutOf, bare, claimsOf, decodedUri, idOf, keyIn } from './request.ts'
import { document } from './xml.ts'

/** PutObject. */
export async function put(
  { files, created }: S3Options,
  { request, source, response, key, allow }: Exchange,
): Promise<void> {
  allow('s3:PutObject')
  const accept = claimsOf(request)
  if (request.headers['if-none-match'] === '*' && (await files.get(key)))
    throw new AwsError('PreconditionFailed', 'The object is there already.', 412)
  const object = await files.put(key, source, { ...aboutOf(request), accept })
  await created(object, 'PutObject')
  send(response, 200, '', { etag: `"${object.etag}"` })
}

/** The object a request is to be a copy of. */
export async function sourceOf(
  { files }: S3Options,
  { request: { headers }, allow, absent }: Exchange,
): Promise<StoredObject> {
  const from = keyIn(decodedUri(headers['x-amz-copy-source'] ?? '').replace(/^\/?/, '/'))
  allow('s3:GetObject', from)
  const source = await files.get(from)
  if (!source) throw absent()
  const wanted = headers['x-amz-copy-source-if-match']
  if (wanted && bare(wanted) !== source.etag)
    throw new AwsError('PreconditionFailed', 'The object is another one by now.', 412)
  return source
}

/** CopyObject. */
export async function copy(options: S3Options, exchange: Exchange): Promise<void> {
  const { response, key, allow } = exchange
  allow('s3:PutObject')
  const source = await sourceOf(options, exchange)
  const object = await options.files.copy(source, key)
  await options.created(object, 'CopyObject')
  send(response, 200, document('CopyObjectResult', { LastModified: object.modifiedAt, ETag: `"${object.etag}"` }))
}

/** DeleteObject, or AbortMultipartUpload where the query names an upload. */
export async function remove(
  { files }: S3Options,
  { request: { query }, response, key, allow }: Exchange,
): Promise<void> {
  allow('s3:DeleteObject')
  const uploadId = query.get('uploadId')
  await (uploadId ? files.dropParts(idOf(uploadId)) : files.remove(key))
  send(response, 204, '')
}
