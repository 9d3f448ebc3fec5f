import { gzipSync } from 'node:zlib'
import fc from 'fast-check'

/** What requests of a fuzzer are made of: odd texts, values, credentials, headers and bodies. */
const oddTexts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ud800',
  'a\udfffb',
  '😀',
  '\u202e',
  '|',
  '*',
  '%',
  '$',
  "' OR 1=1 --",
  '../../etc/passwd',
  '-1',
  'NaN',
  '1e999',
  '2030-13-45T99:99:99Z',
  'x'.repeat(300),
  'x'.repeat(5000),
]
const oddText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...oddTexts) },
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: oddText },
  fc.constantFrom(null, true, 0, -0, -1, 1.5, 1e300, -1e300, 2 ** 53, Number.MIN_VALUE, [], {}, [[[]]], [null]),
  fc.constant(Array.from({ length: 3000 }, () => 'x')),
  fc.jsonValue({ maxDepth: 4 }),
)

/** A value with some part of it replaced, left out or added to. */
export function mutated(value: unknown): fc.Arbitrary<unknown> {
  const inner = Array.isArray(value)
    ? fc.tuple(...value.map(mutated))
    : value !== null && typeof value === 'object'
      ? fc
          .tuple(
            fc.record(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mutated(one)])), {
              requiredKeys: [],
            }),
            fc.dictionary(oddText, oddValue, { maxKeys: 1 }),
          )
          .map(([members, more]) => ({ ...members, ...more }))
      : fc.constant(value)
  return fc.oneof({ weight: 5, arbitrary: fc.constant(value) }, { weight: 3, arbitrary: inner }, oddValue)
}

/** Percent-escapes of every kind; lone surrogates and broken bytes as bytes. */
const escaped = (text: string): string =>
  [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
export const oddSegment = fc.oneof(
  oddText.map(escaped),
  oddText.map((text) => escaped(escaped(text))),
  fc.constantFrom(
    '..',
    '.',
    '%2e%2e',
    '%2f',
    '%00',
    '%ED%A0%80',
    '%ff',
    '%',
    '%zz',
    '%252e',
    ';a=b',
    'x'.repeat(9000),
    '\u00ff',
  ),
)
export const oddQuery = fc
  .array(
    fc.tuple(fc.oneof(oddText.map(escaped), fc.constantFrom('path', 'name', 'nextToken', 'limit', '%')), oddSegment),
    {
      maxLength: 4,
    },
  )
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'))

const base64 = (text: string) => Buffer.from(text).toString('base64')
const scope = '20260101/us-east-1/appflow/aws4_request'
/** Credentials of every scheme, none of them right. A name that is there is rare: its password takes long to check. */
export const brokenCredentials = fc.oneof(
  fc.constantFrom<string>(
    'Basic',
    'Basic ',
    `Basic ${base64('no colon')}`,
    `Basic ${base64(':')}`,
    'Basic %%%',
    `Basic ${base64('\ud800|/a:x')}`,
    'Bearer',
    'Bearer sls_',
    'Bearer sle.',
    'Bearer sle.a.b.c.d',
    'Bearer sla.default.x.y',
    'Bearer sla.|.|.|',
    `Bearer sla.default.${'x'.repeat(3000)}.y`,
    `Bearer ${'x'.repeat(8000)}`,
    'Digest a=b',
    `AWS4-HMAC-SHA256 Credential=AKIA/${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    `AWS4-HMAC-SHA256 Credential=/${scope}, SignedHeaders=, Signature=`,
    `AWS4-HMAC-SHA256 Credential=SLCEAAAAAAAAAAAAAAAA/${scope},SignedHeaders=host;x-amz-date,Signature=${'a'.repeat(64)}`,
    'AWS4-HMAC-SHA256 Credential=|/x/y/z/aws4_request',
  ),
  oddText.map((text) => `Bearer ${latin(text)}`),
  fc
    .tuple(fc.constantFrom('sle', 'sla', 'sls'), fc.array(oddText, { maxLength: 4 }))
    .map(([kind, parts]) => `Bearer ${[kind, ...parts.map(latin)].join('.')}`),
)
export const signedQuery = fc
  .tuple(oddSegment, oddSegment, fc.constantFrom('60', '-1', '1e9', 'x'))
  .map(
    ([keyId, date, expires]) =>
      `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${keyId}%2F${encodeURIComponent(scope)}&X-Amz-Date=${date}&X-Amz-Expires=${expires}&X-Amz-SignedHeaders=host&X-Amz-Signature=${'0'.repeat(64)}`,
  )

/** What may stand in a header. */
function latin(text: string): string {
  return text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?').trim()
}

export const oddHeaders = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.dictionary(
    fc.constantFrom(
      'idempotency-key',
      'x-amz-date',
      'if-match',
      'accept',
      'x-forwarded-proto',
      'x-amz-target',
      'range',
      '__proto__x',
    ),
    oddText.map(latin),
    { maxKeys: 3 },
  ),
)

const mediaTypes = [
  'application/json',
  'application/x-amz-json-1.1',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  'multipart/form-data; boundary=""',
  'application/xml',
  '/',
]

/** A body of a value: as JSON most of the time, else cut off, compressed, as a form, or nothing of the kind. */
export const bodyOf = (value: unknown): fc.Arbitrary<{ body: Buffer; headers: Record<string, string> }> => {
  const text = JSON.stringify(value) ?? ''
  const json = { 'content-type': 'application/json' }
  const form = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.zip"\r\n\r\nPK\u0003\u0004${text}\r\n--b\r\ncontent-disposition: form-data; name="name"\r\n\r\n${text}\r\n--b--\r\n`
  const asIs = { body: Buffer.from(text), headers: json }
  return fc.oneof(
    { weight: 12, arbitrary: fc.constant(asIs) },
    fc
      .nat({ max: Math.max(0, text.length - 1) })
      .map((length) => ({ body: Buffer.from(text.slice(0, length)), headers: json })),
    fc.constantFrom<{ body: Buffer; headers: Record<string, string> }>(
      { body: gzipSync(text), headers: { ...json, 'content-encoding': 'gzip' } },
      { body: Buffer.from(form, 'latin1'), headers: { 'content-type': 'multipart/form-data; boundary=b' } },
      {
        body: Buffer.from(form.slice(0, 90), 'latin1'),
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      },
      { body: Buffer.alloc(0), headers: json },
      { body: Buffer.from([0xff, 0xfe, 0x00, 0x7b]), headers: json },
      { body: Buffer.from('['.repeat(50_000)), headers: json },
      { body: Buffer.from(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`), headers: json },
      { body: Buffer.from('{"a":1e999,"__proto__":{"x":1},"a":2}'), headers: json },
      { body: Buffer.from('"\\ud800"'), headers: json },
    ),
    fc.constantFrom(...mediaTypes).map((type) => ({ ...asIs, headers: { 'content-type': type } })),
  )
}
