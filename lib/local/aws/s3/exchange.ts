import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Bucket, Buckets } from '../../buckets.ts'
import type { StoredObject } from '../../stored-object.ts'
import type { AwsError, Identity } from '../protocol.ts'
import type { S3Request } from './signature.ts'

export interface S3Options {
  buckets: Buckets
  /** Who holds a key, with a session's token if there is one, and its secret. Throws for one that is not known. */
  identify: (keyId: string, token: string | undefined) => Promise<{ who: Identity; secretAccessKey: string }>
  now: () => Date
  /** Told of each object of the product's bucket that is there as a whole, before the one who put it is answered. */
  created: (object: StoredObject, reason: string) => Promise<void>
}

/** One request, its signature verified, and its answer. */
export interface Exchange {
  request: S3Request
  source: IncomingMessage
  response: ServerResponse
  who: Identity
  bucket: Bucket
  key: string
  allow: (action: string, key?: string) => void
  /** What is answered for an object that is not there: 404 only to who may list the bucket, as S3 does. */
  absent: () => AwsError
}

/** Answers with XML, or with nothing. */
export function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  const type: Record<string, string> = body ? { 'content-type': 'application/xml' } : {}
  response.writeHead(status, { 'x-amz-request-id': randomUUID(), ...type, ...headers }).end(body)
}

/** Tells of a new object, if it is the product's. */
export async function tell(options: S3Options, bucket: Bucket, object: StoredObject, reason: string): Promise<void> {
  if (bucket === options.buckets.own) await options.created(object, reason)
}
