import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, mmc, server, agent } = await startSeededApp()

test('a member is refused; a server alone goes, with its name, and its agent can be registered again under a new id', async () => {
  expect((await mmc('DELETE', `/servers/${server('example-a')}`)).status).toBe(500)
  const id = server('example-single')

  expect((await mmc('DELETE', `/servers/${id}`)).text).toBe('"200 OK"')

  expect((await mmc('GET', `/servers/${id}`)).status).toBe(404)
  await app.settled()
  expect((await agent('example-single').checkIn()).json).toEqual({ nextSeconds: expect.any(Number) })
  const again = await mmc('POST', '/servers', {
    name: 'example-single',
    agentUrl: 'http://example-single.test:7777/mmc-support',
  })
  expect([again.status, again.json.id === id]).toEqual([201, false])
})
