import { afterAll, describe, expect, test } from 'vitest'
import httpRequest from '../../../functions/components/http-request.ts'
import {
  finalFailure,
  httpServers,
  passingFailure,
  recording,
  runComponent,
  type CallOptions,
} from '../../_harness/components.ts'

const servers = httpServers()
afterAll(() => servers.close())

const of = (settings: object, payload: unknown = {}, options: CallOptions = {}) =>
  runComponent(httpRequest, payload, settings, options)
const json = { 'content-type': 'application/json; charset=utf-8' }
const echo = recording((received) => ({ headers: json, body: JSON.stringify(received) }))
const url = await servers.serve(echo.listener)
const answering = (answer: Parameters<typeof recording>[0]) => servers.serve(recording(answer).listener)

test('a request is made of the settings and the message, and its answer is the next message', async () => {
  const settings = {
    method: 'POST',
    url: `${url}/orders/\${message.id}?by=\${run.flowName}`,
    headers: { 'X-Kind': 'order ${message.id}' },
    body: { total: '${message.total}', note: 'for ${message.to}' },
  }

  expect(await of(settings, { id: 'a/b?c', total: 12.5, to: 'Ann' })).toMatchObject({
    messages: [
      {
        status: 200,
        headers: { 'content-type': json['content-type'] },
        body: {
          method: 'POST',
          url: '/orders/a%2Fb%3Fc?by=orders',
          headers: { 'x-kind': 'order a/b?c', 'content-type': 'application/json' },
          body: '{"total":12.5,"note":"for Ann"}',
        },
      },
    ],
  })
})

test('a text is sent as text, under the type that the settings name if they do', async () => {
  const sent = async (headers: object) => {
    await of({ method: 'PUT', url, headers, body: '<id>${message.id}</id>' }, { id: 7 })
    return echo.received.at(-1)
  }

  expect(await sent({})).toMatchObject({ body: '<id>7</id>', headers: { 'content-type': 'text/plain; charset=utf-8' } })
  expect(await sent({ 'Content-Type': 'application/xml' })).toMatchObject({
    headers: { 'content-type': 'application/xml' },
  })
})

test.each([
  [{ username: 'ann', password: 'pä:ss' }, 'authorization', `Basic ${Buffer.from('ann:pä:ss').toString('base64')}`],
  [{ token: 'abc' }, 'authorization', 'Bearer abc'],
  [{ header: 'X-Api-Key', value: 'abc' }, 'x-api-key', 'abc'],
])('a credential %j is sent as %s', async (credential, header, value) => {
  await of({ url: `${url}/${'${message.id}'}`, headers: { authorization: 'none' } }, { id: 1 }, { credential })

  expect(echo.received.at(-1)?.headers[header]).toBe(value)
})

test('an answer that is no JSON is a text, bytes are base64, and nothing is null', async () => {
  const body = async (answer: object) => {
    const result = await of({ url: await answering(() => answer) })
    return (result as { messages: object[] }).messages[0]
  }

  expect(await body({ headers: { 'content-type': 'text/html' }, body: '{"a":1}' })).toMatchObject({ body: '{"a":1}' })
  expect(await body({ headers: { 'content-type': 'application/problem+json' }, body: '{"a":1}' })).toMatchObject({
    body: { a: 1 },
  })
  expect(await body({ body: Buffer.from([0xff, 0xfe]) })).toMatchObject({ body: '//4=', isBase64Encoded: true })
  expect(await body({ status: 204, headers: json })).toMatchObject({ status: 204, body: null })
})

describe('what goes wrong', () => {
  test.each([429, 500, 503])('%i is tried again, when the answer says', async (status) => {
    const busy = await answering(() => ({ status, headers: { 'retry-after': '7' } }))
    const { host } = new URL(busy)

    await expect(of({ url: busy })).rejects.toMatchObject(
      passingFailure(`${host} answered with ${status}.`, { afterSeconds: 7 }),
    )
  })

  test.each([400, 403, 404])('%i is final', async (status) => {
    const refusing = await answering(() => ({ status }))

    await expect(of({ url: refusing })).rejects.toMatchObject(
      finalFailure(`${new URL(refusing).host} answered with ${status}.`),
    )
  })

  test('JSON that is none is final', async () => {
    const broken = await answering(() => ({ headers: json, body: '{' }))

    await expect(of({ url: broken })).rejects.toMatchObject(
      finalFailure('The answer with status 200 says it is JSON and is not.'),
    )
  })

  test('a host that cannot be reached, does not answer in time, or is left when the step is over, is tried again', async () => {
    const silent = await servers.serve(() => undefined)
    const late = passingFailure(`${new URL(silent).host} did not answer in time.`)

    await expect(of({ url: 'http://127.0.0.1:1/' })).rejects.toMatchObject(
      passingFailure('127.0.0.1:1 cannot be reached (ECONNREFUSED).'),
    )
    await expect(of({ url: silent, timeoutSeconds: 1 })).rejects.toMatchObject(late)
    await expect(of({ url: silent }, {}, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject(late)
  })

  test('an address that is not called is final', async () => {
    for (const host of ['10.0.0.1', '169.254.169.254', '[::1]'])
      await expect(of({ url: `https://\${message.host}/`.replace('${message.host}', host) })).rejects.toMatchObject({
        name: 'StepError',
        retry: undefined,
      })
  })
})

describe('a message chooses nothing but what its place in the settings is for', () => {
  test('no other host and no other path', async () => {
    await of({ url: `${url}/a/\${message}/b` }, '../../c?d#e\\f@g:h')
    expect(echo.received.at(-1)?.url).toBe('/a/..%2F..%2Fc%3Fd%23e%5Cf%40g%3Ah/b')

    for (const step of ['.', '..'])
      await expect(of({ url: `${url}/a/\${message}/b` }, step)).rejects.toMatchObject({
        name: 'StepError',
        retry: undefined,
      })
  })

  test('no header more', async () => {
    await expect(of({ url, headers: { 'x-kind': '${message}' } }, 'a\r\nx-admin: yes')).rejects.toMatchObject(
      finalFailure('A header cannot be sent as it is.'),
    )
  })

  test('where a credential goes', async () => {
    const before = echo.received.length
    const credential = { token: 'canary' }
    for (const target of [
      '${message}',
      'http://${message}/',
      'http://127.0.0.1${message}',
      'http://127.0.0.1:${message}/',
    ])
      await expect(of({ url: target }, url.replace('http://', ''), { credential })).rejects.toMatchObject(
        finalFailure('A step with a credential calls a host that its settings name: templates come after the host.'),
      )
    expect(echo.received).toHaveLength(before)
  })

  test('and a URL as a whole only where there is no credential', async () => {
    expect(await of({ url: '${message.next}' }, { next: `${url}/page/2?a=b` })).toMatchObject({
      messages: [{ body: { url: '/page/2?a=b' } }],
    })
  })
})

test('no message of a failure holds anything of a credential', async () => {
  const credential = { username: 'ann', password: 'canary-1f3a' }
  const echoing = await answering(({ headers }) => ({
    status: 400,
    headers: { 'x-echo': headers.authorization },
    body: headers.authorization,
  }))
  const failures = [
    { url: echoing },
    { url: 'http://127.0.0.1:1/' },
    { url, headers: { 'x-bad': '\n' } },
    { url: `${url}/\${credential.password}` },
  ].map((settings) => of(settings, {}, { credential }).catch((error: unknown) => error as Error))

  for (const failure of await Promise.all(failures)) {
    expect(failure).toBeInstanceOf(Error)
    expect((failure as Error).message).not.toMatch(/canary|YW5u/)
  }
  await expect(of({ url }, {}, { credential: { password: 'canary-1f3a' } })).rejects.toMatchObject(
    finalFailure('The credential must be {username, password}, {token} or {header, value}.'),
  )
})
