import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, desired } = await startSeededApp()

test('asks every node, answers with the names acted on, and knows no other code for an unknown one', async () => {
  const answer = await mmc('POST', '/clusters/example/applications/example-app,%20unknown/start')

  expect([answer.status, answer.json]).toEqual([200, { total: 1, data: ['example-app'] }])
  expect((await desired('example-b'))?.applications).toEqual({})
  expect((await mmc('POST', '/clusters/example/applications/unknown/start')).json).toEqual({ total: 0, data: [] })
})

test('a missing or blank name is 400, an unknown cluster 404', async () => {
  expect((await mmc('POST', '/clusters/example/applications//start')).status).toBe(400)
  expect((await mmc('POST', '/clusters/example/applications/%20/start')).status).toBe(400)
  expect((await mmc('POST', '/clusters/nowhere/applications/example-app/start')).status).toBe(404)
})
