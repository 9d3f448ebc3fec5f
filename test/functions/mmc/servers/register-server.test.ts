import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, mmc, thing, agent } = await startSeededApp()

const register = (body: object) => mmc('POST', '/servers', body)
const agentUrl = 'http://EXAMPLE-unpaired.test:7777/mmc-support/'

test('pairs with the agent enrolled under the URL, whatever its scheme; it is OK at once, and reports from then on', async () => {
  const answer = await register({
    name: 'esb-31',
    agentUrl,
    groups: [{ href: `http://host/mmc/api/serverGroups/${thing('group')}` }],
  })

  expect(answer.status).toBe(201)
  expect(answer.headers.get('location')).toBe(answer.json.href)
  expect(answer.json).toMatchObject({
    name: 'esb-31',
    id: expect.stringMatching(/^local\$[0-9a-f-]{36}$/),
    status: 'OK',
    agentUrl: 'https://example-unpaired.test:7777/mmc-support',
    groups: [{ name: 'Example', href: expect.stringContaining(thing('group')) }],
    started: expect.stringMatching(/^\w{3} \w{3} \d\d [\d:]{8} GMT \d{4}$/),
    runningServices: 0,
  })
  await app.settled()
  const { json } = await agent('example-unpaired').checkIn()
  expect(json).toMatchObject({
    reportWanted: true,
    desired: { serverId: answer.json.id.slice('local$'.length), generation: 1 },
  })
  expect((await register({ name: 'esb-32', agentUrl })).status).toBe(409)
})

test('says what is wrong in the documented codes', async () => {
  for (const [body, status] of [
    [{ agentUrl }, 400],
    [{ name: 'x' }, 400],
    [{ name: 'x', agentUrl: 'ftp://host' }, 400],
    [{ name: 'example-a', agentUrl }, 400],
    [{ name: 'x', agentUrl: 'http://nobody:7777/mmc-support' }, 409],
  ] as const) {
    expect((await register(body)).status).toBe(status)
  }
})
