import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, agent, mmc, server } = await startSeededApp()
const listed = (name: string, as = name) =>
  app.request('GET', `/agent/agents/${agent(name).agentId}/files`, { token: agent(as).credential })

test('an agent learns of the files of its own server, and by what to check them; of nobody else’s', async () => {
  expect((await listed('example-single')).json).toMatchObject({
    files: [{ path: 'conf/example.txt', sizeBytes: 2, sha256: createHash('sha256').update('hi').digest('hex') }],
  })
  expect((await listed('example-b')).json).toEqual({ filesGeneration: 0, files: [] })
  expect((await listed('example-single', 'example-a')).status).toBe(404)
  expect((await listed('example-unpaired')).status).toBe(404)
})

test('every change of the set has a number of its own', async () => {
  const files = `/servers/${server('example-single')}/files`
  const numbers = [(await listed('example-single')).json.filesGeneration]
  for (const [method, path] of [
    ['POST', 'a'],
    ['PUT', 'a'],
    ['DELETE', 'a'],
  ] as const) {
    await mmc(method, `${files}/${path}`, method === 'DELETE' ? undefined : { any: 'thing' })
    numbers.push((await listed('example-single')).json.filesGeneration)
  }
  expect(new Set(numbers).size).toBe(4)
})
