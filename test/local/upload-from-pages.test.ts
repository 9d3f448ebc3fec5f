import { createHash } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const origin = 'http://console.example'
const content = Buffer.from('an archive')
const sha256 = createHash('sha256').update(content).digest('hex')
const { json: upload } = await app.request('POST', '/v1/uploads', {
  token,
  body: { sizeBytes: content.length, sha256 },
})
const preflight = (url: string, method: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'x-amz-checksum-sha256',
    },
  })

test('a page of any origin may send what a signed URL lets it', async () => {
  const asked = await preflight(upload.url, 'PUT')
  const sent = await fetch(upload.url, { method: 'PUT', headers: { ...upload.headers, origin }, body: content })

  expect(asked.status).toBe(204)
  expect(asked.headers.get('access-control-allow-headers')).toBe('x-amz-checksum-sha256')
  expect([sent.status, sent.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
})

test('a page of another origin gets no leave for anything else', async () => {
  const unsigned = new URL('?', upload.url).href
  const answers = await Promise.all([
    preflight(upload.url, 'GET'),
    preflight(`${app.awsUrl}/`, 'PUT'),
    fetch(unsigned, { method: 'PUT', headers: { origin }, body: content }),
    fetch(`${app.awsUrl}/`, { method: 'POST', headers: { origin } }),
  ])

  expect(answers.map(({ status, headers }) => [status, headers.get('access-control-allow-origin')])).toEqual(
    answers.map(() => [403, null]),
  )
})
