import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor({ name: 'owner', tenant: 'acme' })
const get = (path: string) => app.request('GET', path, { token })
for (let time = 0; time < 5; time++)
  await app.request('PUT', '/v1/settings', { token, body: { strictComponents: time % 2 === 0 } })
await app.settled()
const lines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown)

test('the export has a line for each record that the list has', async () => {
  const exported = await get('/v1/audit/export?kind=settings&key=settings')
  const listed = await get('/v1/audit?kind=settings&key=settings')

  expect(exported.status).toBe(200)
  expect(exported.headers.get('content-type')).toBe('application/x-ndjson')
  expect(exported.headers.get('x-sluice-next-token')).toBeNull()
  expect(exported.text.endsWith('}\n')).toBe(true)
  expect(lines(exported.text)).toEqual(listed.json.records)
  expect(lines(exported.text)).toHaveLength(5)
})

test('the export goes on by the token in its header, which is one of the list’s', async () => {
  const first = await get('/v1/audit/export?maxResults=2')
  const next = first.headers.get('x-sluice-next-token') ?? ''
  const rest = await get(`/v1/audit/export?nextToken=${next}`)
  const listed = await get(`/v1/audit?nextToken=${next}`)

  expect(lines(first.text)).toHaveLength(2)
  expect(lines(rest.text)).toEqual(listed.json.records)
  expect([...lines(first.text), ...lines(rest.text)]).toEqual((await get('/v1/audit')).json.records)
  expect((await get('/v1/audit/export?maxResults=1001')).status).toBe(400)
})

test('what nothing is on record of is an empty document', async () => {
  const { status, text } = await get('/v1/audit/export?actor=nobody')
  expect([status, text]).toEqual([200, ''])
})
