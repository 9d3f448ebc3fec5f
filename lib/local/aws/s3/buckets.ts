import { names } from '../../names.ts'
import { AwsError } from '../protocol.ts'
import { send, type Exchange, type S3Options } from './exchange.ts'
import { document, listing } from './xml.ts'

/** ListBuckets: there is one. */
export function listBuckets({ response, allow }: Exchange): void {
  allow('s3:ListAllMyBuckets')
  const buckets = { Bucket: [{ Name: names.bucket, CreationDate: new Date(0).toISOString() }] }
  send(response, 200, document('ListAllMyBucketsResult', { Owner: { ID: 'local' }, Buckets: buckets }))
}

/** HeadBucket, GetBucketLocation and ListObjectsV2. */
export async function onBucket(
  { files }: S3Options,
  { request: { method, query }, response, allow }: Exchange,
): Promise<void> {
  allow('s3:ListBucket', '')
  if (method === 'HEAD') return send(response, 200, '')
  if (method !== 'GET') throw new AwsError('MethodNotAllowed', 'Buckets are neither made nor deleted here.', 405)
  if (query.has('location')) return send(response, 200, document('LocationConstraint', ''))
  const prefix = query.get('prefix') ?? ''
  const token = query.get('continuation-token')
  const after = token ? Buffer.from(token, 'base64url').toString() : (query.get('start-after') ?? '')
  const most = Math.min(1000, Number(query.get('max-keys') ?? 1000))
  const objects = await files.list(prefix)
  send(response, 200, listing(names.bucket, objects, { prefix, delimiter: query.get('delimiter') ?? '', after, most }))
}
