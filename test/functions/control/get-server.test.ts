import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { control, agent } = await startSeededApp()
const id = agent('example-single').serverId ?? ''

test('returns a server with the lease of its agent, which ends after it was last heard', async () => {
  const { status, json } = await control('GET', `/servers/${id}`)

  expect(status).toBe(200)
  expect(json).toMatchObject({ id, lease: { status: expect.any(String) } })
  expect(Date.parse(json.lease.endsAt as string)).toBeGreaterThan(Date.parse(json.lease.lastSeenAt as string))
})

test('a server that is not there is not found', async () => {
  expect((await control('GET', '/servers/019caddf-d080-7b3c-8e95-f2a700000001')).status).toBe(404)
})
