import { expect, test } from 'vitest'
import { agentUrlOf } from '../../_harness/agents.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'
import { scanTable } from '../../_harness/table.ts'

const { app, owner, agent, control } = await startSeededApp()

const enrol = (token: string, body: object) => app.request('POST', '/agent/agents', { token, body })
const host = {
  protocol: 1,
  name: 'fresh',
  agentUrl: 'http://fresh:7777/mmc-support',
  hostIp: '10.0.0.9',
  runtimeVersion: '3.8.0',
}

test('a token enrols as often as it may; revoked or expired, no more', async () => {
  const { json } = await control('POST', '/enrolment-tokens', { maxUses: 2 })
  const token = json.token as string

  expect((await enrol(token, host)).json).toEqual({
    agentId: expect.any(String),
    credential: expect.stringMatching(/^sla\.acme\./),
  })
  expect((await enrol(token, { ...host, agentUrl: 'http://second' })).status).toBe(201)
  expect((await enrol(token, { ...host, agentUrl: 'http://third' })).status).toBe(401)
  const other = (await control('POST', '/enrolment-tokens', {})).json
  await control('DELETE', `/enrolment-tokens/${other.id}`)
  expect((await enrol(other.token as string, host)).status).toBe(401)
  expect((await enrol('sle.none.secret', host)).status).toBe(401)
  expect((await enrol(agent('example-a').credential, host)).status).toBe(403)
})

test('the same host again replaces: same agent, same server, and the former credential is refused', async () => {
  const token = (await control('POST', '/enrolment-tokens', { autoRegister: true, maxUses: 5 })).json.token as string
  const before = agent('example-single')

  const again = await enrol(token, {
    ...host,
    name: 'other name',
    agentUrl: 'https://example-single.test:7777/mmc-support',
  })

  expect(again.json).toMatchObject({ agentId: before.agentId, serverId: before.serverId })
  expect((await before.checkIn()).status).toBe(401)
  expect(owner.tenant).toBe('acme')
})

test('a token that registers nothing cannot take a server over: 401, and its agent goes on', async () => {
  const { json } = await control('POST', '/enrolment-tokens', {})
  const refused = await enrol(json.token as string, { ...host, agentUrl: agentUrlOf('example-b') })

  expect([refused.status, refused.json.detail]).toEqual([401, expect.stringContaining('autoRegister')])
  expect((await agent('example-b').checkIn()).status).toBe(200)
})

test('an auto-registering token cannot take a server’s name from it', async () => {
  const token = (await control('POST', '/enrolment-tokens', { autoRegister: true })).json.token as string

  expect((await enrol(token, { ...host, name: 'example-a', agentUrl: 'http://impostor' })).status).toBe(409)
  expect((await enrol(token, { ...host, name: 'newcomer', agentUrl: 'http://newcomer' })).status).toBe(201)
})

test('no secret is kept: the tables hold hashes only', async () => {
  const { json } = await control('POST', '/enrolment-tokens', {})
  const enrolled = (await enrol(json.token as string, { ...host, agentUrl: 'http://hashed' })).json
  const secrets = [json.token.split('.')[2], enrolled.credential.split('.')[3]]

  for (const TableName of ['sluice', 'sluice-liveness']) {
    const stored = JSON.stringify(await scanTable(app.engine, TableName))
    for (const secret of secrets) expect(stored).not.toContain(secret)
  }
})

test.each([
  'sle.x.x',
  `sle.${'x'.repeat(2040)}.x`,
  'sle..x',
  'sle.a|b.x',
  'sla.default..x',
  `sla.default.${'x'.repeat(2040)}.x`,
  `sla.${'x'.repeat(2040)}.x.x`,
  'sla.default.__proto__.x',
])('a credential whose id is none is refused as an unknown one is: %.40s', async (token) => {
  const paths = ['/agent/agents', '/agent/agents/x/check-in', '/agent/agents/x/credential']

  for (const path of paths) expect((await app.request('POST', path, { token, body: host })).status).toBe(401)
})
