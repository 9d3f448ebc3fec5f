import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { rawUrl } from '../../http.ts'
import { AwsError, type Identity } from '../protocol.ts'
import { absentIn, allowIn } from './allowed.ts'
import { listBuckets, makeBucket, onBucket } from './buckets.ts'
import { send, type Exchange, type S3Options } from './exchange.ts'
import { beginParts, completeParts, putPart } from './multipart.ts'
import { read, tags } from './read-object.ts'
import { bucketPath, checkOwner, decodedUri, locate, noSuchBucket } from './request.ts'
import { isForS3, verifyS3, type S3Request } from './signature.ts'
import { copy, put, remove } from './write-object.ts'
import { xml } from './xml.ts'

/**
 * S3 on one machine, as far as the product, its flows and `aws s3` need it: the product's bucket and users' own with their
 * policies, objects put whole or in parts, read whole or in part, copied, listed and deleted, by signed requests and by signed URLs that end. Bodies are streamed to and from disk.
 * Conditions on what is there and claims about what comes (length, SHA-256, MD5, CRC32) are enforced; chunked signatures are not
 * spoken, which clients use over TLS only. No package does this with signatures and large objects (docs/decisions/0013).
 */
export interface S3Service {
  matches: (request: IncomingMessage) => boolean
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

type Action = (options: S3Options, exchange: Exchange) => Promise<void>

const objectActions: Record<string, Action> = {
  GET: read,
  HEAD: read,
  PUT: (options, exchange) => putActionOf(exchange)(options, exchange),
  POST: (options, exchange) =>
    exchange.request.query.has('uploads') ? beginParts(options, exchange) : completeParts(options, exchange),
  DELETE: remove,
}

function putActionOf({ request: { query, headers } }: Exchange): Action {
  if (query.has('partNumber')) return putPart
  return headers['x-amz-copy-source'] ? copy : put
}

export function s3(options: S3Options): S3Service {
  return {
    matches: (request) => {
      const { path, query } = rawUrl(request)
      return isForS3(request.headers.authorization, query) || `${path}/`.startsWith(`${bucketPath}/`)
    },
    async handle(source, response) {
      const { path, query } = rawUrl(source)
      const request: S3Request = {
        method: source.method ?? 'GET',
        path,
        query: new URLSearchParams(query.replaceAll('+', '%2B')),
        headers: source.headers as S3Request['headers'],
      }
      try {
        await answer(options, request, source, response)
      } catch (error) {
        // An answer that has begun cannot be taken back: the connection says it.
        if (response.headersSent) return void response.destroy()
        source.resume()
        const known = error instanceof AwsError ? error : new AwsError('InternalError', String(error), 500)
        const about = { Code: known.name, Message: known.message, Resource: path, RequestId: randomUUID() }
        send(
          response,
          known.status,
          request.method === 'HEAD' ? '' : `<?xml version="1.0" encoding="UTF-8"?>\n${xml('Error', about)}`,
        )
      }
    },
  }
}

async function answer(
  options: S3Options,
  request: S3Request,
  source: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const who = await identify(options, request)
  const { name, key } = locate(request.path)
  if (name === '') return listBuckets(options, { response }, who)
  checkOwner(request.headers['x-amz-expected-bucket-owner'])
  if (request.method === 'PUT' && key === '' && [...request.query.keys()].every((one) => one === 'x-id'))
    return makeBucket(options, { source, response }, who, name)
  const bucket = options.buckets.get(name)
  if (!bucket) throw noSuchBucket(name)
  const exchange = exchangeOf(options, { request, source, response, who, bucket, key: decodedUri(key) })
  if (key === '') return onBucket(options, exchange)
  // Anything else asked about an object (its tags aside, of which it has none) is not what its bytes are.
  if (request.method === 'GET' && request.query.has('tagging')) return tags(exchange)
  const other = ['acl', 'tagging', 'attributes', 'versions', 'retention'].find((one) => request.query.has(one))
  if (other) throw new AwsError('NotImplemented', `${other} is not available here.`, 501)
  const act = objectActions[request.method]
  if (!act) throw new AwsError('MethodNotAllowed', `${request.method} is not available here.`, 405)
  await act(options, exchange)
}

/** Verifies the signature, and says who signed. */
async function identify({ now, identify }: S3Options, request: S3Request): Promise<Identity> {
  let who: Identity | undefined
  const token = request.headers['x-amz-security-token'] ?? request.query.get('X-Amz-Security-Token') ?? undefined
  await verifyS3(request, now(), async (keyId) => {
    const found = await identify(keyId, token)
    who = found.who
    return found.secretAccessKey
  })
  if (!who) throw new AwsError('AccessDenied', 'Nobody signed.', 403)
  return who
}

/** A request with what its signer may do, asked before each action. */
function exchangeOf({ buckets }: S3Options, asked: Omit<Exchange, 'allow' | 'absent'>): Exchange {
  const { who, bucket } = asked
  const allow = (action: string, of = asked.key) => allowIn(buckets, bucket, who, action, of)
  return { ...asked, allow, absent: () => absentIn(buckets, bucket, who) }
}
