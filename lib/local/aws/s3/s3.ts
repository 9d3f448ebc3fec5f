import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { rawUrl, readBody } from '../http.ts'
import { names, objectArn } from '../names.ts'
import type { ObjectFiles, StoredObject } from '../object-files.ts'
import { allows } from '../policy.ts'
import { AwsError, type Identity } from './protocol.ts'
import {
  aboutOf,
  bare,
  bucketPath,
  checkConditions,
  checksumOf,
  claimsOf,
  decodedUri,
  idOf,
  keyIn,
  noSuchUpload,
  rangeOf,
} from './s3-request.ts'
import { isForS3, verifyS3, type S3Request } from './s3-signature.ts'
import { document, listing, xml } from './s3-xml.ts'

/**
 * S3 on one machine, as far as the product and `aws s3` need it: one bucket, objects put whole or in parts, read whole or
 * in part, copied, listed and deleted, by signed requests and by signed URLs that end. Bodies are streamed to and from disk.
 * Conditions on what is there and claims about what comes (length, SHA-256, MD5) are enforced; chunked signatures are not
 * spoken, which clients use over TLS only. No package does this with signatures and large objects (docs/decisions/0013).
 */
export interface S3Service {
  matches: (request: IncomingMessage) => boolean
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

export interface S3Options {
  files: ObjectFiles
  /** Who holds a key, and its secret. Throws for one that is not known. */
  identify: (keyId: string) => Promise<{ who: Identity; secretAccessKey: string }>
  now: () => Date
  /** Told of each object that is there as a whole, before the one who put it is answered. */
  created: (object: StoredObject, reason: string) => Promise<void>
}

interface Exchange {
  request: S3Request
  source: IncomingMessage
  response: ServerResponse
  key: string
  allow: (action: string, key?: string) => void
  /** What is answered for an object that is not there: 404 only to who may list the bucket, as S3 does. */
  absent: () => AwsError
}

export function s3({ files, identify, now, created }: S3Options): S3Service {
  const objectActions: Record<string, (exchange: Exchange) => Promise<void>> = {
    GET: read,
    HEAD: read,
    PUT: (exchange) =>
      exchange.request.query.has('partNumber')
        ? putPart(exchange)
        : exchange.request.headers['x-amz-copy-source']
          ? copy(exchange)
          : put(exchange),
    POST: (exchange) => (exchange.request.query.has('uploads') ? beginParts(exchange) : completeParts(exchange)),
    async DELETE({ request: { query }, response, key, allow }) {
      allow('s3:DeleteObject')
      const uploadId = query.get('uploadId')
      await (uploadId ? files.dropParts(idOf(uploadId)) : files.remove(key))
      send(response, 204, '')
    },
  }

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
        await answer(request, source, response)
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

  async function answer(request: S3Request, source: IncomingMessage, response: ServerResponse): Promise<void> {
    let who: Identity | undefined
    await verifyS3(request, now(), async (keyId) => {
      const found = await identify(keyId)
      who = found.who
      return found.secretAccessKey
    })
    const key = keyIn(request.path)
    const allow = (action: string, of = key) => {
      if (who?.kind === 'administrator' || (who && allows(who.policy, { action, resource: objectArn(of) }))) return
      const name = who ? `function/${who.name}` : 'nobody'
      throw new AwsError('AccessDenied', `${name} is not authorized to perform ${action} on ${objectArn(of)}`, 403)
    }
    const absent = () => {
      allow('s3:ListBucket', '')
      return new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
    }
    const exchange = { request, source, response, key, allow, absent }
    if (request.path === '/') return listBuckets(exchange)
    if (key === '') return onBucket(exchange)
    // Anything else asked about an object (its tags aside, of which it has none) is not what its bytes are.
    if (request.method === 'GET' && request.query.has('tagging')) return tags(exchange)
    const other = ['acl', 'tagging', 'attributes', 'versions', 'retention'].find((one) => request.query.has(one))
    if (other) throw new AwsError('NotImplemented', `${other} is not available here.`, 501)
    const act = objectActions[request.method]
    if (!act) throw new AwsError('MethodNotAllowed', `${request.method} is not available here.`, 405)
    await act(exchange)
  }

  function tags({ response, allow }: Exchange): void {
    allow('s3:GetObjectTagging')
    send(response, 200, document('Tagging', { TagSet: '' }))
  }

  function listBuckets({ response, allow }: Exchange): void {
    allow('s3:ListAllMyBuckets')
    const buckets = { Bucket: [{ Name: names.bucket, CreationDate: new Date(0).toISOString() }] }
    send(response, 200, document('ListAllMyBucketsResult', { Owner: { ID: 'local' }, Buckets: buckets }))
  }

  async function onBucket({ request: { method, query }, response, allow }: Exchange): Promise<void> {
    allow('s3:ListBucket', '')
    if (method === 'HEAD') return send(response, 200, '')
    if (method !== 'GET') throw new AwsError('MethodNotAllowed', 'Buckets are neither made nor deleted here.', 405)
    if (query.has('location')) return send(response, 200, document('LocationConstraint', ''))
    const prefix = query.get('prefix') ?? ''
    const token = query.get('continuation-token')
    const after = token ? Buffer.from(token, 'base64url').toString() : (query.get('start-after') ?? '')
    const most = Math.min(1000, Number(query.get('max-keys') ?? 1000))
    const objects = await files.list(prefix)
    send(
      response,
      200,
      listing(names.bucket, objects, { prefix, delimiter: query.get('delimiter') ?? '', after, most }),
    )
  }

  async function read({ request: { method, headers }, response, key, allow, absent }: Exchange): Promise<void> {
    allow('s3:GetObject')
    const object = await files.get(key)
    if (!object) throw absent()
    checkConditions(headers, object)
    const range = rangeOf(headers.range, object.sizeBytes)
    const about = {
      'content-type': object.contentType,
      'content-length': range ? range.end - range.start : object.sizeBytes,
      'last-modified': new Date(object.modifiedAt).toUTCString(),
      etag: `"${object.etag}"`,
      'accept-ranges': 'bytes',
      ...(range ? {} : checksumOf(headers, object)),
      ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
      ...(range ? { 'content-range': `bytes ${range.start}-${range.end - 1}/${object.sizeBytes}` } : {}),
    }
    response.writeHead(range ? 206 : 200, { 'x-amz-request-id': randomUUID(), ...about })
    if (method === 'HEAD') return void response.end()
    await pipeline(files.read(object, range), response)
  }

  async function put({ request, source, response, key, allow }: Exchange): Promise<void> {
    allow('s3:PutObject')
    const accept = claimsOf(request)
    if (request.headers['if-none-match'] === '*' && (await files.get(key)))
      throw new AwsError('PreconditionFailed', 'The object is there already.', 412)
    const object = await files.put(key, source, { ...aboutOf(request), accept })
    await created(object, 'PutObject')
    send(response, 200, '', { etag: `"${object.etag}"` })
  }

  /** The object a request is to be a copy of. */
  async function sourceOf({ request: { headers }, allow, absent }: Exchange): Promise<StoredObject> {
    const from = keyIn(decodedUri(headers['x-amz-copy-source'] ?? '').replace(/^\/?/, '/'))
    allow('s3:GetObject', from)
    const source = await files.get(from)
    if (!source) throw absent()
    const wanted = headers['x-amz-copy-source-if-match']
    if (wanted && bare(wanted) !== source.etag)
      throw new AwsError('PreconditionFailed', 'The object is another one by now.', 412)
    return source
  }

  async function copy(exchange: Exchange): Promise<void> {
    const { response, key, allow } = exchange
    allow('s3:PutObject')
    const source = await sourceOf(exchange)
    const object = await files.copy(source, key)
    await created(object, 'CopyObject')
    send(response, 200, document('CopyObjectResult', { LastModified: object.modifiedAt, ETag: `"${object.etag}"` }))
  }

  async function beginParts({ request, response, key, allow }: Exchange): Promise<void> {
    allow('s3:PutObject')
    const UploadId = await files.beginParts(key, aboutOf(request))
    send(response, 200, document('InitiateMultipartUploadResult', { Bucket: names.bucket, Key: key, UploadId }))
  }

  async function putPart(exchange: Exchange): Promise<void> {
    const { request, source, response, allow } = exchange
    const { headers } = request
    allow('s3:PutObject')
    const copied = headers['x-amz-copy-source'] ? await sourceOf(exchange) : undefined
    const from = copied && files.read(copied, rangeOf(headers['x-amz-copy-source-range'], copied.sizeBytes))
    const number = Number(request.query.get('partNumber'))
    const uploadId = idOf(request.query.get('uploadId'))
    if (!Number.isInteger(number) || number < 1) throw new AwsError('InvalidArgument', 'Part numbers begin at 1.')
    const etag = await files
      .putPart(uploadId, number, from ?? source, copied ? undefined : claimsOf(request))
      .catch((error: unknown) => {
        throw (error as { code?: string }).code === 'ENOENT' ? noSuchUpload() : error
      })
    const about = { LastModified: now().toISOString(), ETag: `"${etag}"` }
    send(response, 200, copied ? document('CopyPartResult', about) : '', { etag: `"${etag}"` })
  }

  async function completeParts({ request, source, response, key, allow }: Exchange): Promise<void> {
    allow('s3:PutObject')
    const text = (await readBody(source, 1024 * 1024)).toString()
    const parts = [...text.matchAll(/<Part>([\s\S]*?)<\/Part>/g)].map(([, part = '']) => ({
      number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
      etag: bare(/<ETag>([^<]*)</.exec(part)?.[1] ?? ''),
    }))
    if (parts.length === 0) throw new AwsError('MalformedXML', 'The list of parts cannot be read.')
    const object = await files.completeParts(idOf(request.query.get('uploadId')), parts)
    if (!object) throw noSuchUpload()
    await created(object, 'CompleteMultipartUpload')
    const about = { Bucket: names.bucket, Key: key, ETag: `"${object.etag}"` }
    send(response, 200, document('CompleteMultipartUploadResult', about))
  }
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}): void {
  const type: Record<string, string> = body ? { 'content-type': 'application/xml' } : {}
  response.writeHead(status, { 'x-amz-request-id': randomUUID(), ...type, ...headers }).end(body)
}
