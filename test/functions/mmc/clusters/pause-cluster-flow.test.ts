import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, desired } = await startSeededApp()

test('asks every node, by both documented paths', async () => {
  const answer = await mmc('POST', '/clusters/example/flows/Running/example-app/pause')

  expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([
    200,
    'The flow paused successfully',
    'text/plain',
  ])
  for (const node of ['example-a', 'example-c']) {
    expect((await desired(node))?.applications['example-app']?.flows).toEqual({ Running: 'paused' })
  }
  expect((await mmc('POST', '/clusters/example/Unknown/example-app/pause')).json.message).toContain(
    'There is no flow Unknown',
  )
})

test('a wrong state, an unknown flow and an unknown application are 500, an unknown cluster 404', async () => {
  expect((await mmc('POST', '/clusters/example/flows/Stopped/example-app/pause')).json.message).toMatch(
    /^Error while \w+ing flow/,
  )
  expect((await mmc('POST', '/clusters/example/flows/Unknown/example-app/pause')).status).toBe(500)
  expect((await mmc('POST', '/clusters/example/flows/Running/unknown/pause')).status).toBe(500)
  expect((await mmc('POST', '/clusters/nowhere/flows/Running/example-app/pause')).status).toBe(404)
})
