import { firstPolicy, policyProblem } from '../../bucket-policy.ts'
import { readBody } from '../../http.ts'
import { names } from '../../names.ts'
import { AwsError, type Identity } from '../protocol.ts'
import { send, type Exchange, type S3Options } from './exchange.ts'
import { listing } from './listing.ts'
import { removeAll } from './write-object.ts'
import { document } from './xml.ts'

/** ListBuckets. */
export function listBuckets({ buckets }: S3Options, { response }: Pick<Exchange, 'response'>, who: Identity): void {
  forAdministrators(who)
  const Bucket = buckets.all.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt }))
  send(response, 200, document('ListAllMyBucketsResult', { Owner: { ID: 'local' }, Buckets: { Bucket } }))
}

/** CreateBucket. One's own is there already, which is no error in this region. */
export async function makeBucket(
  { buckets }: S3Options,
  { source, response }: Pick<Exchange, 'source' | 'response'>,
  who: Identity,
  name: string,
): Promise<void> {
  forAdministrators(who)
  await readBody(source, 64 * 1024)
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
    throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.')
  if (name === buckets.own.name) throw new AwsError('BucketAlreadyExists', "It is the product's own.", 409)
  if (!buckets.get(name)) await buckets.make(name, firstPolicy(name))
  send(response, 200, '', { location: `/${name}` })
}

type Action = (options: S3Options, exchange: Exchange) => Promise<void>

const bucketActions: Record<string, Action> = {
  HEAD: async (_options, { response, allow }) => {
    allow('s3:ListBucket', '')
    send(response, 200, '', { 'x-amz-bucket-region': names.region })
  },
  GET: (options, exchange) => {
    const { query } = exchange.request
    if (query.has('location')) return location(options, exchange)
    if (query.has('policy')) return getPolicy(options, exchange)
    const other = [...query.keys()].find((one) => one !== '' && query.get(one) === '' && !listMembers.has(one))
    if (other) throw new AwsError('NotImplemented', `${other} is not available here.`, 501)
    return list(options, exchange)
  },
  PUT: (options, exchange) => {
    if (exchange.request.query.has('policy')) return putPolicy(options, exchange)
    throw new AwsError('NotImplemented', 'This is not available here.', 501)
  },
  POST: (options, exchange) => {
    if (exchange.request.query.has('delete')) return removeAll(options, exchange)
    throw new AwsError('NotImplemented', 'This is not available here.', 501)
  },
  DELETE: (options, exchange) =>
    exchange.request.query.has('policy') ? deletePolicy(options, exchange) : dropBucket(options, exchange),
}

/** What may be empty in the query of a list. */
const listMembers = new Set(['prefix', 'delimiter', 'continuation-token', 'start-after', 'encoding-type', 'max-keys'])

/** What is done to a bucket as a whole. */
export function onBucket(options: S3Options, exchange: Exchange): Promise<void> {
  const action = bucketActions[exchange.request.method]
  if (!action) throw new AwsError('MethodNotAllowed', `${exchange.request.method} is not available here.`, 405)
  return action(options, exchange)
}

async function list(_options: S3Options, { request: { query }, response, bucket, allow }: Exchange): Promise<void> {
  allow('s3:ListBucket', '')
  const prefix = query.get('prefix') ?? ''
  const token = query.get('continuation-token')
  const after = token ? Buffer.from(token, 'base64url').toString() : (query.get('start-after') ?? '')
  const asked = query.get('max-keys') ?? '1000'
  if (!/^\d{1,9}$/.test(asked))
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range')
  const most = Math.min(1000, Number(asked))
  const delimiter = query.get('delimiter') ?? ''
  const isUrlEncoded = query.get('encoding-type') === 'url'
  const objects = await bucket.files.walk(prefix, after)
  send(response, 200, listing(bucket.name, objects, { prefix, delimiter, after, most, isUrlEncoded }))
}

async function location(_options: S3Options, { response, allow }: Exchange): Promise<void> {
  allow('s3:GetBucketLocation', '')
  send(response, 200, document('LocationConstraint', ''))
}

async function dropBucket({ buckets }: S3Options, { response, bucket, allow }: Exchange): Promise<void> {
  allow('s3:DeleteBucket', '')
  if (bucket === buckets.own) throw ownBucket()
  for (const _ of await bucket.files.walk('', ''))
    throw new AwsError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409)
  await buckets.drop(bucket)
  send(response, 204, '')
}

async function getPolicy(_options: S3Options, { response, bucket, allow }: Exchange): Promise<void> {
  allow('s3:GetBucketPolicy', '')
  if (bucket.policy === undefined) throw new AwsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404)
  send(response, 200, bucket.policy, { 'content-type': 'application/json' })
}

async function putPolicy({ buckets }: S3Options, { source, response, bucket, allow }: Exchange): Promise<void> {
  allow('s3:PutBucketPolicy', '')
  const text = (await readBody(source, 64 * 1024)).toString()
  if (bucket === buckets.own) throw ownBucket()
  if (Buffer.byteLength(text) > 20 * 1024) throw new AwsError('PolicyTooLarge', 'A policy has 20 kB at most.')
  const problem = policyProblem(text, bucket.name)
  if (problem) throw new AwsError('MalformedPolicy', problem)
  await buckets.setPolicy(bucket, text)
  send(response, 204, '')
}

async function deletePolicy({ buckets }: S3Options, { response, bucket, allow }: Exchange): Promise<void> {
  allow('s3:DeleteBucketPolicy', '')
  if (bucket === buckets.own) throw ownBucket()
  await buckets.setPolicy(bucket, undefined)
  send(response, 204, '')
}

const ownBucket = () => new AwsError('AccessDenied', "The product's own bucket stays as it is.", 403)

function forAdministrators({ kind }: Identity): void {
  if (kind !== 'administrator') throw new AwsError('AccessDenied', 'This is for administrators.', 403)
}
