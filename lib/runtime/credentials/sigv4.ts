import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { DomainError } from '#core/errors.ts'
import type { Principal } from '#core/users/permissions.ts'
import type { KnownKey } from './access-keys.ts'

/** A request as it was signed. `path` is raw, with its percent-escapes; `query` is the raw query without `?`. */
export interface SignedRequest {
  method: string
  path: string
  query: string
  /** Lower-case names. */
  headers: Record<string, string | undefined>
  body: Uint8Array
}

export interface Verified {
  principal: Principal
  region: string
}

const clockSkewSeconds = 15 * 60
const header =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/

/** The access key id a request claims to be signed with; undefined when its header is absent or unreadable. */
export const claimedKeyId = (authorization: string | undefined): string | undefined =>
  header.exec(authorization ?? '')?.[1]

/**
 * Verifies an AWS Signature Version 4 (docs/dialects/appflow.md 1.2) by signing the same request again with the key's
 * secret. Throws `credentials-missing`, `credentials-unreadable`, `credentials-unknown`, `signature-wrong`, or
 * `signature-expired` when the clocks are more than 15 minutes apart.
 */
export async function verifySignature(
  request: SignedRequest,
  service: string,
  now: Date,
  lookUp: (accessKeyId: string) => Promise<KnownKey>,
): Promise<Verified> {
  const { authorization } = request.headers
  if (!authorization) throw new DomainError('credentials-missing', 'Missing Authentication Token')
  const parts = header.exec(authorization)
  const signedAt = readDate(request.headers['x-amz-date'])
  const [, keyId = '', day = '', region = '', scope = '', names = '', signature = ''] = parts ?? []
  const signedNames = names.split(';')
  if (!parts || !signedAt) {
    throw new DomainError(
      'credentials-unreadable',
      'Authorization header or X-Amz-Date is not a readable AWS signature version 4.',
    )
  }
  if (!signedNames.includes('host')) throw wrong("'Host' must be a signed header.")
  if (scope !== service) throw wrong(`Credential should be scoped to correct service: '${service}'.`)
  if (request.headers['x-amz-date']?.slice(0, 8) !== day)
    throw wrong('Date in Credential scope does not match X-Amz-Date.')
  if (Math.abs(now.getTime() - signedAt.getTime()) > clockSkewSeconds * 1000) {
    throw new DomainError(
      'signature-expired',
      `Signature not yet current or expired: ${request.headers['x-amz-date']} is more than 15 minutes from ${now.toISOString()}.`,
    )
  }
  const { principal, secretAccessKey } = await lookUp(keyId)
  const signer = new SignatureV4({
    credentials: { accessKeyId: keyId, secretAccessKey },
    region,
    service,
    sha256: NodeSha256,
    applyChecksum: false,
  })
  for (const path of candidatePaths(request.path)) {
    const expected = await sign(signer, { ...request, path }, signedNames, signedAt)
    if (timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(signature, 'hex'))) {
      checkPayload(request)
      return { principal, region }
    }
  }
  throw wrong(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  )
}

async function sign(
  signer: SignatureV4,
  request: SignedRequest,
  signedNames: string[],
  signingDate: Date,
): Promise<string> {
  const given = new Map(Object.entries(request.headers))
  const headers = Object.fromEntries(signedNames.map((name) => [name, given.get(name) ?? '']))
  const hash = request.headers['x-amz-content-sha256']
  // Without a prototype: a query may name anything, `constructor` and `__proto__` included.
  const query = Object.create(null) as Record<string, string[]>
  for (const [name, value] of new URLSearchParams(request.query.replaceAll('+', '%2B')))
    (query[name] ??= []).push(value)
  const signed = await signer.sign(
    new HttpRequest({
      method: request.method,
      protocol: 'http:',
      hostname: 'signed.invalid',
      path: request.path,
      query,
      headers: hash === undefined ? headers : { ...headers, 'x-amz-content-sha256': hash },
      body: request.body,
    }),
    { signingDate, signableHeaders: new Set(signedNames), unsignableHeaders: optionallySigned },
  )
  return /Signature=([0-9a-f]{64})/.exec(signed.headers.authorization ?? '')?.[1] ?? ''
}

/** The signer adds or uses these whether or not the client signed them as headers; they count as signed only if it did. */
const optionallySigned = new Set(['x-amz-date', 'x-amz-content-sha256'])

/** The signer's hash interface over Node's own hashing. */
export class NodeSha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }
  update(data: Uint8Array) {
    this.#hash.update(data)
  }
  async digest() {
    return new Uint8Array(this.#hash.digest())
  }
  reset() {}
}

/** A claimed payload hash is part of the signature, but only this says that the body is the one that was hashed. */
function checkPayload({ headers, body }: SignedRequest): void {
  const claimed = headers['x-amz-content-sha256']
  if (claimed === undefined || claimed === createHash('sha256').update(body).digest('hex')) return
  throw wrong('The payload does not have the hash that was signed.')
}

/**
 * The path as it may have been signed: as it came with repeated slashes collapsed, and, because a gateway may hand over
 * a decoded path, with what follows `/tags/` encoded again as clients do (docs/dialects/appflow.md 1.1).
 */
function candidatePaths(path: string): string[] {
  const collapsed = path.replace(/\/{2,}/g, '/')
  const tags = /^(.*\/tags\/)(.+)$/.exec(collapsed)
  const encoded = tags && `${tags[1]}${encodeURIComponent(tags[2] ?? '').replace(/[!'()*]/g, hexEscape)}`
  return encoded && encoded !== collapsed ? [collapsed, encoded] : [collapsed]
}

const hexEscape = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

function readDate(text: string | undefined): Date | undefined {
  const iso = text?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const date = iso && iso !== text ? new Date(iso) : undefined
  return date && !Number.isNaN(date.getTime()) ? date : undefined
}

const wrong = (message: string) => new DomainError('signature-wrong', message)
