import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, agent } = await startSeededApp()
const asked = (name: string, path: string, as = name) =>
  app.request('GET', `/agent/agents/${agent(name).agentId}/files/${path}`, { token: agent(as).credential })

test('an agent gets a URL to a file of its own server, for reading this one object; nobody else does', async () => {
  const { status, json } = await asked('example-single', 'conf%2Fexample.txt')

  expect([status, json.sizeBytes, json.validSeconds]).toEqual([200, 2, 300])
  const url = json.url as string
  expect(await (await fetch(url)).text()).toBe('hi')
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(403)
  expect((await fetch(url.replace('/files/', '/artifacts/'))).status).toBe(403)
  expect((await asked('example-single', 'conf/example.txt', 'example-a')).status).toBe(404)
  expect((await asked('example-single', 'conf/other.txt')).status).toBe(404)
  expect((await asked('example-b', 'conf/example.txt')).status).toBe(404)
})
