import { request } from 'node:http'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { archive, upload } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, control } = await startSeededApp()

/** Sends a body as it is, in pieces of unknown number: `Transfer-Encoding: chunked`. */
const sendChunked = (boundary: string, pieces: Buffer[], more: Record<string, string> = {}) =>
  new Promise<{ status: number; json: { versionId?: string; message?: string } }>((resolve, reject) => {
    const call = request(
      `${app.url}/mmc/api/repository`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
          ...more,
        },
      },
      (answer) => {
        let text = ''
        answer.on('data', (chunk) => (text += String(chunk)))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, json: JSON.parse(text) as never }))
      },
    )
    call.on('error', reject)
    for (const piece of pieces) call.write(piece)
    call.end()
  })

const part = (boundary: string, head: string, body: string | Uint8Array) =>
  Buffer.concat([Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), Buffer.from(body), Buffer.from('\r\n')])

test('an archive becomes a version of its application, with what it declares', async () => {
  const { status, json } = await upload(app, token, {
    name: 'orders app',
    version: '1.0: first',
    file: archive(['IntakeFlow', 'OrderFlow']),
  })

  expect(status).toBe(200)
  expect(json).toEqual({
    versionId: expect.stringMatching(/^local\$[0-9a-f-]{36}$/),
    applicationId: expect.stringMatching(/^local\$[0-9a-f-]{36}$/),
  })
  expect((await mmc('GET', '/repository')).json.data).toContainEqual({
    name: 'orders app',
    id: json.applicationId,
    href: `${app.url}/mmc/api/repository/${json.applicationId}`,
    versions: [{ name: '1.0: first', id: json.versionId, parentPath: '/Applications/orders app' }],
  })
  const row = await app.engine.call<{ Item: { flows: { S: string } } }>('DynamoDB_20120810.GetItem', {
    TableName: 'sluice',
    Key: {
      pk: { S: `acme|application-version|${json.versionId.slice(6)}` },
      sk: { S: 'application-version' },
    },
  })
  expect(JSON.parse(row.Item.flows.S)).toMatchObject([
    { name: 'IntakeFlow', endpoints: [{ id: 'endpoint.vm.intakeflow' }] },
    { name: 'OrderFlow' },
  ])
})

describe('the forms that scripts send', () => {
  const file = archive()
  const disposition = (name: string, more = '') => `Content-Disposition: form-data; name="${name}"${more}`

  test('parts in any order, texts with a file name, a quoted boundary, chunked, announced with Expect', async () => {
    const pieces = [
      part('b1', disposition('version', '; filename="version"'), '2.0'),
      part('b1', `${disposition('file', '; filename="a.zip"')}\r\nContent-Type: application/zip`, file),
      part(
        'b1',
        `${disposition('name', '; filename="name"')}\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary`,
        'by script',
      ),
      Buffer.from('--b1--\r\n'),
    ]
    const { status, json } = await sendChunked('"b1"', pieces, { expect: '100-continue' })

    expect(status).toBe(200)
    const { data } = (await mmc('GET', '/repository?path=/Applications/by%20script')).json
    expect(data[0].versions).toMatchObject([{ name: '2.0', id: json.versionId }])
  })

  test('a file part without a file name or a type; other parts are ignored', async () => {
    const pieces = [
      part('b2', `${disposition('file')}\r\nContent-ID: <file>`, file),
      part('b2', disposition('comment'), 'x'),
      Buffer.from('--b2--\r\n'),
    ]
    expect((await sendChunked('b2', pieces)).status).toBe(200)
  })

  test('without names it is an unnamed application, its version the time', async () => {
    const { data } = (await mmc('GET', '/repository?path=/Applications/Unnamed%20Application')).json
    expect(data[0].versions[0].name).toMatch(/^\d{8}-\d\d:\d\d$/)
  })
})

test.each([
  ['no XML', '<mule><flow'],
  ['a document type', '<!DOCTYPE mule [<!ENTITY a "b">]><mule><flow name="&a;"/></mule>'],
  ['nothing of Mule', '<project/>'],
])('a configuration that is %s declares nothing; the archive is taken', async (what, text) => {
  const file = zipSync({ 'mule-config.xml': strToU8(text) })
  const { status, json } = await upload(app, token, { name: 'odd', version: what, file })
  expect(status).toBe(200)
  expect((await control('GET', `/versions/${json.versionId}`)).json.flows).toEqual([])
})

test('a second version of one name is 409, also when twenty come at once, and another one is taken', async () => {
  const send = (version: string) => upload(app, token, { name: 'raced', version, file: archive() })
  const statuses = (await Promise.all(Array.from({ length: 20 }, () => send('1')))).map(({ status }) => status)

  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.filter((status) => status === 409)).toHaveLength(19)
  expect((await send('2')).status).toBe(200)
})

describe('what is refused leaves nothing behind', () => {
  const evil = (name: string) => zipSync({ [name]: strToU8('x') })
  const bytes = (text: string) => new TextEncoder().encode(text)
  test.each([
    ['no zip by its content', { file: bytes('PK? no') }, 501],
    ['a zip that ends too early', { file: archive().slice(0, 60) }, 501],
    ['an entry that climbs out', { file: evil('../../etc/passwd') }, 500],
    ['an absolute entry', { file: evil('/etc/passwd') }, 500],
    [
      'a link',
      { file: zipSync({ x: [strToU8('/etc/passwd'), { os: 3, attrs: (0o120777 << 16) >>> 0 }] }) as never },
      500,
    ],
    ['an entry with backslashes', { file: evil('..\\evil.xml') }, 500],
    [
      'more flows than an agent can report',
      { file: archive(Array.from({ length: 1001 }, (_, index) => `F${index}`)) },
      500,
    ],
    ['a flow whose name is too long', { file: archive(['F'.repeat(201)]) }, 500],
    ['an empty file', { file: bytes('') }, 500],
    ['no file', { name: 'x' }, 500],
    ['a name with a slash', { file: archive(), name: 'a/b' }, 400],
    ['a version with a slash', { file: archive(), version: '1/2' }, 400],
    ['a version with a bar', { file: archive(), version: '1|2' }, 400],
  ])('%s', async (_what, parts, expected) => {
    const { status, json } = await upload(app, token, { name: 'refused', ...parts })

    expect(status).toBe(expected)
    expect(json.message).toBeTruthy()
    expect((await mmc('GET', '/repository?path=/Applications/refused')).status).toBe(501)
  })

  test('no form at all', async () => {
    expect((await mmc('POST', '/repository', { file: 'x' })).status).toBe(500)
  })
})

test('under another context path, as large as under its own', async () => {
  const form = new FormData()
  form.append('file', new Blob([archive(['A'], 4_000_000)]), 'a.zip')
  form.append('version', 'elsewhere')
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${app.url}/mmc-3.7.0/api/repository/`, { method: 'POST', headers, body: form })
  expect(answer.status).toBe(200)
})

describe('an archive goes in as a form up to 4,712,448 bytes of it', () => {
  const boundary = 'b3'
  const limit = 4_712_448
  const head = 'Content-Disposition: form-data; name="file"; filename="a.zip"'
  const version = part(boundary, 'Content-Disposition: form-data; name="version"', 'as large as can be')
  const around = version.length + part(boundary, head, '').length + `--${boundary}--\r\n`.length
  /** A form of exactly so many bytes, in which the archive's comment fills up what is left. */
  const formOf = (bytes: number) => {
    const file = archive(['A'], bytes - around - 1000)
    const comment = bytes - around - file.length
    const filled = Buffer.concat([file, Buffer.alloc(comment, ' ')])
    filled.writeUInt16LE(comment, file.length - 2)
    return Buffer.concat([version, part(boundary, head, filled), Buffer.from(`--${boundary}--\r\n`)])
  }
  /** As API Gateway hands it over. */
  const hand = async (form: Buffer) => {
    const event = {
      version: '2.0',
      rawPath: '/mmc/api/repository',
      rawQueryString: '',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      isBase64Encoded: true,
      body: form.toString('base64'),
      requestContext: {
        http: { method: 'POST', path: '/mmc/api/repository' },
        authorizer: {
          lambda: { principal: { tenant: 'acme', id: 'o', name: 'owner', kind: 'user', permissions: ['*'] } },
        },
      },
    }
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(6 * 1024 * 1024 + 1)
    return (await app.functions.invoke('mmc-UploadApplication', event)) as { statusCode: number; body: string }
  }

  test('a form of that size is handed over whole and taken', async () => {
    const form = formOf(limit)
    expect(form).toHaveLength(limit)
    expect(await hand(form)).toMatchObject({ statusCode: 200 })
  })

  test('one that reaches the function larger is told the way for large archives', async () => {
    const { statusCode, body } = await hand(Buffer.concat([formOf(limit), Buffer.from('\n')]))
    expect(statusCode).toBe(500)
    expect(body).toMatch(/has 4712449 bytes; at most 4712448 are accepted.*POST \/v1\/uploads/)
  })
})
