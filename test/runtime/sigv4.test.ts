import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { secretOf } from '../../lib/runtime/credentials/access-keys.ts'
import { verifySignature, type SignedRequest } from '../../lib/runtime/credentials/sigv4.ts'

const now = new Date('2030-12-31T23:59:59Z')
const keyId = 'SLCEAAAAAAAAAAAAAAAA'
const secret = secretOf('master', keyId)
const principal = { tenant: 'default', id: keyId, name: 'admin', kind: 'key' as const, permissions: ['*'] }
const lookUp = async () => ({ principal, secretAccessKey: secret })

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const escape = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)

/** Signs by hand, as the specification of Signature Version 4 is written, so that signer and verifier share nothing. */
function signed(
  request: Partial<SignedRequest> & { date?: string; signedPath?: string; names?: string[]; scope?: string } = {},
): SignedRequest {
  const {
    method = 'POST',
    path = '/appflow/stop-flow',
    query = '',
    body = Buffer.from('{"flowName": "f1"}'),
    date = '20301231T235959Z',
    signedPath = path,
  } = request
  const headers: Record<string, string | undefined> = {
    host: '127.0.0.1:3000',
    'content-type': 'application/json',
    'x-amz-date': date,
    ...request.headers,
  }
  const names = (request.names ?? Object.keys(headers)).sort()
  const canonicalPath = signedPath
    .replace(/\/{2,}/g, '/')
    .split('/')
    .map(escape)
    .join('/')
  const pairs =
    query === ''
      ? []
      : query.split('&').map((pair) =>
          pair
            .split('=')
            .map((part) => escape(decodeURIComponent(part)))
            .join('='),
        )
  const canonical = [
    method,
    canonicalPath,
    pairs.sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'] ?? sha256(Buffer.from(body)),
  ].join('\n')
  const scope = request.scope ?? `${date.slice(0, 8)}/us-east-1/appflow/aws4_request`
  const [day = '', region = '', service = ''] = scope.split('/')
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request')
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${keyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`
  return { method, path, query, body, headers: { ...headers, authorization } }
}

const verify = (request: SignedRequest) => verifySignature(request, 'appflow', now, lookUp)
const refused = async (request: SignedRequest) =>
  verify(request).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  )

describe('a signature is accepted', () => {
  const arn = 'arn%3Aaws%3Aappflow%3Aus-east-1%3A000000000000%3Aflow%2Ff1%23a%40b%21c.d'
  const hash = sha256('{"flowName": "f1"}')
  test.each([
    ['as the CLI signs', signed()],
    [
      'with the payload hash of the JavaScript SDK',
      signed({
        headers: {
          'x-amz-content-sha256': hash,
          'amz-sdk-request': 'attempt=1; max=3',
          'x-amz-user-agent': 'aws-sdk-js/3',
        },
      }),
    ],
    [
      'with a payload hash that is not among the signed headers',
      signed({ headers: { 'x-amz-content-sha256': hash }, names: ['host', 'x-amz-date'] }),
    ],
    ['without a body', signed({ method: 'GET', path: `/appflow/tags/${arn}`, body: Buffer.alloc(0) })],
    [
      'over a path a gateway has decoded',
      signed({
        method: 'GET',
        path: `/appflow/tags/${decodeURIComponent(arn)}`,
        signedPath: `/appflow/tags/${arn}`,
        body: Buffer.alloc(0),
      }),
    ],
    ['over repeated slashes', signed({ path: '/appflow//stop-flow' })],
    [
      'over repeated and escaped query names',
      signed({
        method: 'DELETE',
        path: `/appflow/tags/${arn}`,
        query: 'tagKeys=te%2Fam&tagKeys=env&tagKeys=a%20b%2Bc',
        body: Buffer.alloc(0),
      }),
    ],
    ['over query names that objects have', signed({ query: 'constructor=1&toString=2' })],
    ['over text beyond ASCII', signed({ body: Buffer.from('{"description":"Grüße 😀"}') })],
    ['in another region', signed({ scope: '20301231/eu-west-1/appflow/aws4_request' })],
    ['fourteen minutes late', signed({ date: '20301231T234600Z' })],
  ])('%s', async (_how, request) => {
    expect(await verify(request)).toMatchObject({
      principal,
      region: request.headers.authorization?.includes('eu-west-1') ? 'eu-west-1' : 'us-east-1',
    })
  })
})

describe('a request is refused', () => {
  const good = signed()
  const authorization = good.headers.authorization ?? ''
  const changed = (headers: object, more: object = {}): SignedRequest => ({
    ...good,
    ...more,
    headers: { ...good.headers, ...headers },
  })
  test.each([
    ['credentials-missing', 'without a signature', changed({ authorization: undefined })],
    ['credentials-unreadable', 'with another scheme', changed({ authorization: 'Bearer x' })],
    ['credentials-unreadable', 'with a shortened signature', changed({ authorization: authorization.slice(0, -1) })],
    ['credentials-unreadable', 'without a date', changed({ 'x-amz-date': undefined })],
    ['credentials-unreadable', 'with a date that is none', changed({ 'x-amz-date': '20301399T000000Z' })],
    [
      'signature-wrong',
      'with another signature',
      changed({ authorization: authorization.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    ],
    ['signature-wrong', 'with another body', changed({}, { body: Buffer.from('{"flowName": "f2"}') })],
    ['signature-wrong', 'with another path', changed({}, { path: '/appflow/delete-flow' })],
    ['signature-wrong', 'with another method', changed({}, { method: 'PUT' })],
    ['signature-wrong', 'with more in the query', changed({}, { query: 'x=1' })],
    ['signature-wrong', 'with __proto__ in the query', changed({}, { query: '__proto__=1' })],
    [
      'signature-wrong',
      'that claims to sign a header every object has',
      changed({ authorization: authorization.replace('SignedHeaders=', 'SignedHeaders=constructor;') }),
    ],
    ['signature-wrong', 'with another host', changed({ host: 'elsewhere' })],
    ['signature-wrong', 'for another service', signed({ scope: '20301231/us-east-1/lambda/aws4_request' })],
    ['signature-wrong', 'whose scope is of another day', signed({ scope: '20301230/us-east-1/appflow/aws4_request' })],
    ['signature-wrong', 'that does not sign its host', signed({ names: ['x-amz-date'] })],
    [
      'signature-wrong',
      'whose payload is not the one that was hashed',
      { ...signed({ headers: { 'x-amz-content-sha256': sha256('{}') } }) },
    ],
    ['signature-expired', 'sixteen minutes late', signed({ date: '20301231T234359Z' })],
    ['signature-expired', 'sixteen minutes early', signed({ date: '20310101T001559Z' })],
  ])('%s: %s', async (code, _how, request) => {
    expect(await refused(request)).toBe(code)
  })
})
