import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, desired } = await startSeededApp()

test('asks every node, by both documented paths', async () => {
  const answer = await mmc('POST', '/clusters/example/flows/Stopped/example-app/start')

  expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
    200,
    'The flow started successfully',
    'text/plain',
  ])
  for (const node of ['example-a', 'example-c']) {
    expect((await desired(node))?.applications['example-app']?.flows).toEqual({ Stopped: 'running' })
  }
  expect((await mmc('POST', '/clusters/example/Unknown/example-app/start')).json.message).toContain(
    'There is no flow Unknown',
  )
})

test('a wrong state, an unknown flow and an unknown application are 500, an unknown cluster 404', async () => {
  expect((await mmc('POST', '/clusters/example/flows/Running/example-app/start')).json.message).toMatch(
    /^Error while \w+ing flow/,
  )
  expect((await mmc('POST', '/clusters/example/flows/Unknown/example-app/start')).status).toBe(500)
  expect((await mmc('POST', '/clusters/example/flows/Running/unknown/start')).status).toBe(500)
  expect((await mmc('POST', '/clusters/nowhere/flows/Running/example-app/start')).status).toBe(404)
})
