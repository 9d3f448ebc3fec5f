import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ObjectFiles } from '../../object-files.ts'
import type { StoredObject } from '../../stored-object.ts'
import type { AwsError, Identity } from '../protocol.ts'
import type { S3Request } from './signature.ts'

export interface S3Options {
  files: ObjectFiles
  /** Who holds a key, and its secret. Throws for one that is not known. */
  identify: (keyId: string) => Promise<{ who: Identity; secretAccessKey: string }>
  now: () => Date
  /** Told of each object that is there as a whole, before the one who put it is answered. */
  created: (object: StoredObject, reason: string) => Promise<void>
}

/** One request, its signature verified, and its answer. */
export interface Exchange {
  request: S3Request
  source: IncomingMessage
  response: ServerResponse
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
