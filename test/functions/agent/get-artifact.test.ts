import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { archive, upload } from '../../_harness/deployments.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, token, agent, mmc, server } = await startSeededApp()
const fetched = (name: string, versionId: string, as = name) =>
  app.request('GET', `/agent/agents/${agent(name).agentId}/artifacts/${versionId}`, { token: agent(as).credential })

test('an agent gets a URL to what its own server should run, and what to check it by; nobody else does', async () => {
  const file = archive(['IntakeFlow'])
  const { json } = await upload(app, token, { name: 'orders', version: '1', file })
  const versionId = (json as { versionId: string }).versionId.slice(6)
  expect((await fetched('example-single', versionId)).status).toBe(404)
  const body = { name: 'a', servers: [server('example-single')], applications: [versionId] }
  const made = await mmc('POST', '/deployments', body)
  await mmc('POST', `/deployments/${made.json.id}/deploy`)
  await app.settled()

  const answer = await fetched('example-single', versionId)

  expect(answer.json).toMatchObject({
    sizeBytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
    validSeconds: 900,
  })
  const stored = await fetch(answer.json.url as string)
  expect(Buffer.from(await stored.arrayBuffer()).equals(file)).toBe(true)
  // The URL is for reading this one object.
  expect((await fetch(answer.json.url as string, { method: 'DELETE' })).status).toBe(403)
  expect((await fetch((answer.json.url as string).replace(versionId, `${versionId}x`))).status).toBe(403)
  expect((await fetched('example-a', versionId)).status).toBe(404)
  expect((await fetched('example-single', versionId, 'example-a')).status).toBe(404)
})
