import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc } = await startSeededApp()

test('is a line of text', async () => {
  const answer = await mmc('GET', '/clusters/example/status')

  expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
    200,
    '3 of 3 nodes online',
    'text/plain',
  ])
  expect((await mmc('GET', '/clusters/nowhere/status')).status).toBe(404)
})
