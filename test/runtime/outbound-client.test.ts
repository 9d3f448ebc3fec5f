import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { root } from '../../lib/inventory/registry.ts'
import { outboundClient, outboundLimits, type OutboundOptions } from '../../lib/runtime/outbound/outbound-client.ts'

const loopback = ['127.0.0.0/8', '::1/128']
const pem = (name: string) => readFileSync(join(root, 'test/_harness/certificates', name), 'utf8')
const certificate = pem('component.example.pem')

const servers: Server[] = []
afterAll(() => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
})

/** A server on loopback, and the port it has. */
async function serve(listener: RequestListener, make: (listener: RequestListener) => Server = createServer) {
  const server = make(listener)
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}
const serveTls = (listener: RequestListener) =>
  serve(listener, (one) => createTlsServer({ key: pem('component.example.key.pem'), cert: certificate }, one))

const hello: RequestListener = (_request, response) => void response.end('hello')

/** A resolver that gives one list of addresses after the other, the last again and again. */
const resolver = (...answers: string[][]) =>
  vi.fn<Required<OutboundOptions>['resolve']>(() => {
    const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
  })

const failing = (failure: string) => expect.objectContaining({ name: 'OutboundError', failure })

describe('no address that is not public is called', () => {
  const callOut = outboundClient({ allowedRanges: [], resolve: resolver(['8.8.8.8']) })
  test.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:7f00:1::]/',
    'https://0/',
    'http://8.8.8.8/',
    'http://public.example/',
  ])('%s', async (url) => {
    await expect(callOut({ url })).rejects.toThrow(failing('address-refused'))
  })

  test('by name, whatever the name resolves to', async () => {
    for (const addresses of [['10.0.0.1'], ['::1'], ['::ffff:10.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['fe80::1%2'], []]) {
      const callOut = outboundClient({ allowedRanges: [], resolve: resolver(addresses) })
      await expect(callOut({ url: 'https://inside.example/' })).rejects.toThrow(failing('address-refused'))
    }
  })

  test('by the name of this machine, as the system resolves it', async () => {
    const callOut = outboundClient({ allowedRanges: [] })
    for (const host of ['localhost', 'LOCALHOST'])
      await expect(callOut({ url: `https://${host}/` })).rejects.toThrow(failing('address-refused'))
  })
})

test('a range that the installation allows is called, over plain HTTP too', async () => {
  const port = await serve(hello)
  const callOut = outboundClient({ allowedRanges: loopback, resolve: resolver(['127.0.0.1']) })

  for (const host of ['127.0.0.1', '2130706433', 'inside.example'])
    expect(String((await callOut({ url: `http://${host}:${port}/` })).body)).toBe('hello')
})

test('the address that is connected to is the one that was checked, although DNS says another a moment later', async () => {
  const port = await serve(hello)
  const resolve = resolver(['127.0.0.1'], ['127.0.0.2'])
  const callOut = outboundClient({ allowedRanges: ['127.0.0.1/32'], resolve })
  const url = `http://rebinding.example:${port}/`

  expect((await callOut({ url })).status).toBe(200)
  expect(resolve).toHaveBeenCalledTimes(1)
  // A connection that was kept from before would have been taken instead of looking the name up again.
  await expect(callOut({ url })).rejects.toThrow(failing('address-refused'))
})

test('method, headers and body arrive as they were given, and status, headers and body come back', async () => {
  const port = await serve((request, response) => {
    request.setEncoding('utf8').once('data', (body: string) => {
      const { method, headers, url } = request
      response.writeHead(418, { 'x-kind': 'tea', 'set-cookie': ['a=1', 'b=2'] })
      response.end(
        JSON.stringify({ method, url, body, type: headers['content-type'], length: headers['content-length'] }),
      )
    })
  })
  const callOut = outboundClient({ allowedRanges: loopback })

  const answer = await callOut({
    url: `http://127.0.0.1:${port}/pot?size=1`,
    method: 'POST',
    headers: { 'Content-Type': 'text/plain' },
    body: 'milk',
  })

  expect(answer).toMatchObject({ status: 418, headers: { 'x-kind': 'tea', 'set-cookie': 'a=1, b=2' } })
  expect(JSON.parse(String(answer.body))).toEqual({
    method: 'POST',
    url: '/pot?size=1',
    body: 'milk',
    type: 'text/plain',
    length: '4',
  })
})

describe('redirects', () => {
  const to = (location: string | ((port: number) => string), status = 302): RequestListener =>
    function (this: unknown, request, response) {
      const { localPort = 0 } = request.socket
      response.writeHead(status, { location: typeof location === 'string' ? location : location(localPort) }).end()
    }

  test('are followed through the same check', async () => {
    const inside = vi.fn<RequestListener>(hello)
    const port = await serve(inside)
    const front = await serve(to(`http://inside.example:${port}/`))
    const resolve: OutboundOptions['resolve'] = (host) =>
      Promise.resolve([{ address: host === 'front.example' ? '127.0.0.1' : '127.0.0.2', family: 4 }])
    const callOut = outboundClient({ allowedRanges: ['127.0.0.1/32'], resolve })

    await expect(callOut({ url: `http://front.example:${front}/` })).rejects.toThrow(failing('address-refused'))
    expect(inside).not.toHaveBeenCalled()
  })

  test.each(['http://169.254.169.254/', 'https://[::1]/', 'http://0x7f.2/'])('to %s are refused', async (place) => {
    const front = await serve(to(place))
    const callOut = outboundClient({ allowedRanges: ['127.0.0.1/32'] })

    await expect(callOut({ url: `http://127.0.0.1:${front}/` })).rejects.toThrow(failing('address-refused'))
  })

  test('bring credentials to no other origin', async () => {
    const seen = vi.fn<(headers: object) => void>()
    const port = await serve((request, response) => {
      seen(request.headers)
      response.end('there')
    })
    const front = await serve(to(`http://127.0.0.1:${port}/`))
    const callOut = outboundClient({ allowedRanges: loopback })

    const headers = { authorization: 'Bearer secret', 'x-api-key': 'secret', accept: 'text/plain' }
    expect(String((await callOut({ url: `http://127.0.0.1:${front}/`, headers })).body)).toBe('there')
    expect(seen).toHaveBeenCalledWith(expect.objectContaining({ accept: 'text/plain', host: `127.0.0.1:${port}` }))
    expect(JSON.stringify(seen.mock.calls)).not.toContain('secret')
  })

  test('that go round in circles end', async () => {
    const front = await serve(to('/again'))
    const callOut = outboundClient({ allowedRanges: loopback })

    await expect(callOut({ url: `http://127.0.0.1:${front}/` })).rejects.toThrow(failing('redirect-refused'))
  })
})

describe('an answer', () => {
  const sized = (bytes: number) => serve((_request, response) => void response.end(Buffer.alloc(bytes)))
  const endless = () =>
    serve((_request, response) => {
      const write = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
      }
      response.on('drain', write)
      write()
    })
  const callOut = outboundClient({ allowedRanges: loopback })

  test('of 10 MB is read whole', async () => {
    const port = await sized(outboundLimits.answerBytes)
    expect((await callOut({ url: `http://127.0.0.1:${port}/` })).body).toHaveLength(10 * 1024 * 1024)
  })

  test('of a byte more, or without an end, is refused', async () => {
    for (const port of [await sized(outboundLimits.answerBytes + 1), await endless()])
      await expect(callOut({ url: `http://127.0.0.1:${port}/` })).rejects.toThrow(failing('answer-too-large'))
  })

  test.each<[string, RequestListener]>([
    ['that does not begin', () => undefined],
    ['whose body does not end', (_request, response) => void response.write('a')],
  ])('%s in time is given up', async (_, listener) => {
    const port = await serve(listener)
    await expect(callOut({ url: `http://127.0.0.1:${port}/`, timeoutSeconds: 0.05 })).rejects.toThrow(
      expect.objectContaining({ failure: 'timed-out', isRetryable: true }),
    )
  })

  test('is given up although the name is still being looked up', async () => {
    const callOut = outboundClient({ allowedRanges: loopback, resolve: () => new Promise(() => undefined) })
    await expect(callOut({ url: 'https://slow.example/', timeoutSeconds: 0.05 })).rejects.toThrow(failing('timed-out'))
  })

  test('is waited for 60 seconds at most, whatever was asked', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    const port = await serve(hello)
    await callOut({ url: `http://127.0.0.1:${port}/`, timeoutSeconds: 3600 })

    expect(timeout).toHaveBeenLastCalledWith(60_000)
    timeout.mockRestore()
  })

  test('that breaks off, and a host that is not there, may be asked for again', async () => {
    const port = await serve((request) => void request.socket.destroy())
    const gone = outboundClient({ allowedRanges: loopback, resolve: () => Promise.reject(new Error('ENOTFOUND')) })

    for (const call of [
      () => callOut({ url: `http://127.0.0.1:${port}/` }),
      () => gone({ url: 'https://gone.example/' }),
    ])
      await expect(call()).rejects.toThrow(expect.objectContaining({ failure: 'unreachable', isRetryable: true }))
  })
})

describe('certificates', () => {
  const resolve = resolver(['127.0.0.1'])
  const port = serveTls(hello)

  test('of an authority that is trusted, for the name that was called, are accepted', async () => {
    const callOut = outboundClient({ allowedRanges: loopback, resolve, ca: certificate })
    expect(String((await callOut({ url: `https://component.example:${await port}/` })).body)).toBe('hello')
  })

  test('for another name are refused', async () => {
    const callOut = outboundClient({ allowedRanges: loopback, resolve, ca: certificate })
    await expect(callOut({ url: `https://other.example:${await port}/` })).rejects.toThrow(
      failing('certificate-rejected'),
    )
  })

  test('that nobody vouches for are refused, whatever the environment says', async () => {
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
    const callOut = outboundClient({ allowedRanges: loopback, resolve })
    await expect(callOut({ url: `https://component.example:${await port}/` })).rejects.toThrow(
      failing('certificate-rejected'),
    )
    vi.unstubAllEnvs()
  })
})

test.each([
  ['a URL that is none', { url: 'component' }],
  ['another scheme', { url: 'ftp://a.example/' }],
  ['credentials in the URL', { url: 'https://user:secret@a.example/' }],
  ['a host header, which would name another site', { url: 'https://a.example/', headers: { Host: 'b.example' } }],
  ['a length of its own', { url: 'https://a.example/', headers: { 'content-length': '1' } }],
  ['a line break in a header', { url: 'https://a.example/', headers: { 'x-a': 'secret\r\nx-b: c' } }],
  ['a method that opens a tunnel', { url: 'https://a.example/', method: 'CONNECT' }],
])('%s is not sent, and no secret is in what is said', async (_, call) => {
  const callOut = outboundClient({ allowedRanges: loopback, resolve: resolver(['8.8.8.8']) })
  const error: Error = await callOut(call).then(
    () => expect.fail('It was sent.'),
    (one: Error) => one,
  )

  expect(error).toEqual(failing('request-invalid'))
  expect(error.message).not.toContain('secret')
})
