import { createHash, timingSafeEqual } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { NodeSha256 } from '#runtime/credentials/sigv4.ts'
import { AwsError, unsignedHeaders } from '../protocol.ts'

/** A request to S3 before its body is read. */
export interface S3Request {
  method: string
  /** Raw, with its percent-escapes. */
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
}

interface Claim {
  keyId: string
  day: string
  region: string
  signedNames: string[]
  signature: string
  date: string
  /** Of a signed URL. */
  expiresSeconds?: number
}

const clockSkewSeconds = 15 * 60

/** Whether a request is S3's: its credential says so, in the header or in the URL. */
export const isForS3 = (authorization: string | undefined, query: string): boolean =>
  /\/s3\/aws4_request/.test(authorization ?? '') || /(%2F|\/)s3(%2F|\/)aws4_request/i.test(query)

/**
 * Verifies the signature of a request to S3, which differs from that of other services: paths are escaped once, bodies are
 * claimed by a header and checked as they come in, and a signed URL carries all of it in its query, with an end to its
 * life. Gives the key id. Throws what S3 answers.
 */
export async function verifyS3(
  request: S3Request,
  now: Date,
  secretOf: (keyId: string) => Promise<string>,
): Promise<string> {
  const claim = readClaim(request)
  const [unsigned] = unsignedHeaders(request.headers, claim.signedNames)
  if (unsigned) throw denied(`There were headers present in the request which were not signed: ${unsigned}`)
  const signedAt = new Date(claim.date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (Number.isNaN(signedAt.getTime()) || claim.date.slice(0, 8) !== claim.day)
    throw denied('The date is not readable.')
  const age = (now.getTime() - signedAt.getTime()) / 1000
  if (claim.expiresSeconds === undefined ? Math.abs(age) > clockSkewSeconds : age < -clockSkewSeconds) {
    throw new AwsError('RequestTimeTooSkewed', 'The clocks are more than 15 minutes apart.', 403)
  }
  if (claim.expiresSeconds !== undefined && age > claim.expiresSeconds) throw denied('Request has expired')
  const signer = new SignatureV4({
    credentials: { accessKeyId: claim.keyId, secretAccessKey: await secretOf(claim.keyId) },
    region: claim.region,
    service: 's3',
    sha256: NodeSha256,
  })
  const scope = `${claim.day}/${claim.region}/s3/aws4_request`
  const hash = createHash('sha256').update(canonical(request, claim)).digest('hex')
  const expected = await signer.sign(`AWS4-HMAC-SHA256\n${claim.date}\n${scope}\n${hash}`, { signingDate: signedAt })
  if (!timingSafeEqual(Buffer.from(expected, 'hex'), Buffer.from(claim.signature, 'hex'))) {
    throw new AwsError('SignatureDoesNotMatch', 'The request signature does not match the one that was given.', 403)
  }
  return claim.keyId
}

function readClaim({ headers, query }: S3Request): Claim {
  const header =
    /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request,\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (header) {
    const [, keyId = '', day = '', region = '', names = '', signature = ''] = header
    return { keyId, day, region, signedNames: names.split(';'), signature, date: headers['x-amz-date'] ?? '' }
  }
  const credential = /^([^/]+)\/(\d{8})\/([a-z0-9-]+)\/s3\/aws4_request$/.exec(query.get('X-Amz-Credential') ?? '')
  const signature = query.get('X-Amz-Signature') ?? ''
  const expiresSeconds = Number(query.get('X-Amz-Expires'))
  if (!credential || !/^[0-9a-f]{64}$/.test(signature) || !(expiresSeconds >= 1 && expiresSeconds <= 604_800)) {
    throw denied('The request is not signed.')
  }
  const [, keyId = '', day = '', region = ''] = credential
  const signedNames = (query.get('X-Amz-SignedHeaders') ?? '').split(';')
  return { keyId, day, region, signedNames, signature, date: query.get('X-Amz-Date') ?? '', expiresSeconds }
}

function canonical({ method, path, query, headers }: S3Request, { signedNames, expiresSeconds }: Claim): string {
  const pairs = [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [escaped(name), escaped(value)] as const)
    .sort(([one, first], [other, second]) => (one === other ? (first < second ? -1 : 1) : one < other ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
  const lines = signedNames.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}\n`)
  const payload =
    headers['x-amz-content-sha256'] ??
    query.get('X-Amz-Content-Sha256') ??
    (expiresSeconds === undefined ? createHash('sha256').digest('hex') : 'UNSIGNED-PAYLOAD')
  return [method, path, pairs.join('&'), lines.join(''), signedNames.join(';'), payload].join('\n')
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

const denied = (message: string): AwsError => new AwsError('AccessDenied', message, 403)
