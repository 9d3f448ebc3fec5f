import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, agent, server } = await startSeededApp()
const files = `/servers/${server('example-single')}/files`
const put = (path: string, body: Uint8Array, headers = {}) =>
  app.request('POST', `/mmc/api${files}/${path}`, { token, body, headers })
const text = (words: string) => new TextEncoder().encode(words)
const bytesAt = async (path: string) => {
  const answer = await fetch(`${app.url}/mmc/api${files}/${path}`, { headers: { authorization: `Bearer ${token}` } })
  return Buffer.from(await answer.arrayBuffer())
}

test('the bytes are there as they were sent, whatever their type is said to be, and the file again when sent again', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index)
  const { status, json } = await put('domains/orders.zip', bytes, { 'content-type': 'application/octet-stream' })
  expect([status, json]).toEqual([200, '200 OK'])
  expect((await bytesAt('domains/orders.zip')).equals(bytes)).toBe(true)

  expect((await put('domains/orders.zip', text('other'), { 'content-type': '*/*' })).status).toBe(200)
  expect((await bytesAt('domains/orders.zip')).toString()).toBe('other')
  expect((await put('empty', text(''))).status).toBe(200)
  expect((await bytesAt('empty')).length).toBe(0)
})

test('a form is refused with 400, since its boundaries would be stored with it', async () => {
  const form = { 'content-type': 'multipart/form-data; boundary=b' }
  const refused = await put('form', text('--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--b--'), form)
  expect([refused.status, refused.json.message]).toEqual([400, expect.stringContaining('application/octet-stream')])
})

test('the agent is told of another set of files, by a number; idle it is still one write', async () => {
  await agent('example-single').checkIn({ isIdle: true })
  await put('conf/wrapper.conf', text('x'))
  await app.settled()

  const { json } = await agent('example-single').checkIn({ isIdle: true })

  expect(json.desired).toMatchObject({ filesGeneration: json.desired?.generation })
  expect(JSON.stringify(json.desired)).not.toContain('wrapper.conf')
  expect((await agent('example-single').checkIn({ isIdle: true })).json.desired).toBeUndefined()
})

test.each([
  '..%2Fsecrets',
  'a/..%2f..%2Fb',
  'a/%252e%252e/b',
  '%2Fetc/passwd',
  'a//b',
  'a/%20/b',
  'a%5Cb',
  'a/%00',
  'C:/windows',
  'a/%2E%2E%2Fb',
  'x'.repeat(256),
  'a/'.repeat(501),
])('a path that is none below the home is refused with 400: %s', async (path) => {
  const answer = await put(path, text('x'))
  expect([answer.status, answer.json.message]).toEqual([400, expect.stringContaining('path')])
})

test('a file is no directory, and a directory no file: 500 with the one that is in the way', async () => {
  await put('a/b', text('x'))
  expect(await put('a', text('x'))).toMatchObject({ status: 500, json: { message: expect.stringContaining('a/b') } })
  expect(await put('a/b/c', text('x'))).toMatchObject({
    status: 500,
    json: { message: expect.stringContaining('a/b') },
  })
})

test('4.5 million bytes go in; more are 413 with how many there may be', async () => {
  const bytes = { 'content-type': 'application/octet-stream' }
  expect((await put('large', new Uint8Array(4_500_000), bytes)).status).toBe(200)
  expect((await bytesAt('large')).length).toBe(4_500_000)
  const refused = await put('larger', new Uint8Array(4_500_001), bytes)
  expect([refused.status, refused.json.message]).toEqual([413, expect.stringContaining('at most 4500000')])
}, 30_000)

test('files put at once are all there, and contents that nobody has any more go', async () => {
  const before = (await mmc('GET', files)).json.total as number
  const names = Array.from({ length: 6 }, (_, index) => `at-once-${index}`)
  const statuses = await Promise.all(names.map(async (name) => (await put(name, text(name))).status))
  expect(statuses).toEqual(names.map(() => 200))
  expect((await mmc('GET', files)).json.total).toBe(before + 6)

  await put('at-once-0', text('replaced'))
  await app.settled()
  const { data } = (await mmc('GET', files)).json
  const there = (data as { directory: boolean }[]).filter(({ directory }) => !directory).length
  const elsewhere = 1
  expect(await app.objects.list('files/')).toHaveLength(there + elsewhere)
})

test('an unknown server is 404, a caller without the permission 401', async () => {
  expect((await app.request('POST', '/mmc/api/servers/nowhere/files/a', { token, body: text('x') })).status).toBe(404)
  const nobody = await app.tokenFor({ name: 'nobody', tenant: 'acme', permissions: ['files.read'] })
  expect((await mmc('POST', `${files}/a`, undefined, nobody)).status).toBe(401)
})
