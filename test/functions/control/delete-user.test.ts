import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const remove = (name: string, as = token) => app.request('DELETE', `/v1/users/${name}`, { token: as })

test('a deleted user’s sessions and keys end within a minute, also when the name is used again', async () => {
  const user = { name: 'leaver', permissions: ['flows.read'] }
  const [session, key] = [await app.tokenFor(user), await app.keyFor(user)]

  expect((await remove('leaver')).status).toBe(200)
  await app.request('POST', '/v1/users', { token, body: { ...user, password } })

  // Nothing has been kept of either yet, so both are refused at once.
  expect((await app.request('GET', '/v1/whoami', { token: session })).status).toBe(401)
  const { AppflowClient, ListFlowsCommand } = await import('@aws-sdk/client-appflow')
  const client = new AppflowClient({
    endpoint: `${app.url}/appflow`,
    region: 'us-east-1',
    credentials: key,
    maxAttempts: 1,
  })
  await expect(client.send(new ListFlowsCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
})

test('nobody deletes themselves', async () => {
  expect((await remove('admin')).json).toMatchObject({ status: 409, type: 'urn:sluice:error:user-is-caller' })
})

test('nobody takes away a user who may do more', async () => {
  const clerk = await app.tokenFor({ name: 'clerk', permissions: ['users.manage', 'flows.read'] })
  await app.tokenFor({ name: 'editor', permissions: ['flows.read', 'flows.edit'] })
  await app.tokenFor({ name: 'reader', permissions: ['flows.read'] })

  expect((await remove('admin', clerk)).json).toMatchObject({
    status: 403,
    type: 'urn:sluice:error:permission-missing',
  })
  expect((await remove('editor', clerk)).status).toBe(403)
  expect((await remove('reader', clerk)).status).toBe(200)
})

test('the last administrator of a tenant stays, whoever asks', async () => {
  await app.tokenFor({ name: 'only', tenant: 'lonely' })
  const invoke = (name: string) => app.functions.invoke('control-DeleteUser', { name, tenant: 'lonely' })

  await expect(invoke('only')).rejects.toMatchObject({ cause: { code: 'user-is-last-administrator' } })
  await app.tokenFor({ name: 'second', tenant: 'lonely' })
  await expect(invoke('only')).resolves.toEqual({})
  await expect(invoke('second')).rejects.toMatchObject({ cause: { code: 'user-is-last-administrator' } })
})

test('administrators who delete each other at the same moment leave one', async () => {
  for (let round = 0; round < 5; round++) {
    const tenant = `duel-${round}`
    const tokens = [await app.tokenFor({ name: 'one', tenant }), await app.tokenFor({ name: 'two', tenant })]
    // Both are known to the authorizer, so neither is refused for being gone already.
    for (const known of tokens) await app.request('GET', '/v1/whoami', { token: known })

    const answers = await Promise.all([remove('two', tokens[0]), remove('one', tokens[1])])

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  }
})

test('an absent user is not found, and neither is another tenant’s', async () => {
  await app.tokenFor({ name: 'theirs', tenant: 'acme' })

  expect((await remove('nobody')).status).toBe(404)
  expect((await remove('theirs')).status).toBe(404)
})

test('a start makes no administrator where there is one under another name', async () => {
  const successor = await app.tokenFor({ name: 'successor' })
  expect((await remove('admin', successor)).status).toBe(200)

  expect(await app.functions.invoke('setup-CreateAdministrator', {})).toMatchObject({ created: false })
  expect((await remove('admin', successor)).status).toBe(404)
})

test('an administrator the list still shows and who is gone does not stand in the way of one who is there', async () => {
  const tenant = 'late-list'
  await app.tokenFor({ name: 'leaves', tenant })
  // As an index shows for a moment what was deleted: in the list, and not under its own key.
  const Item = {
    pk: 'late',
    sk: 'user',
    tenant,
    name: 'gone',
    listPk: `${tenant}|user`,
    listSk: '0',
  }
  const shown = Object.entries(Item).map(([name, S]) => [name, { S }])
  await app.engine.call('DynamoDB_20120810.PutItem', {
    TableName: 'sluice',
    Item: { ...Object.fromEntries(shown), permissions: { L: [{ S: '*' }] } },
  })
  const remove = () => app.functions.invoke('control-DeleteUser', { name: 'leaves', tenant })

  await expect(remove()).rejects.toMatchObject({ cause: { code: 'user-is-last-administrator' } })
  await app.tokenFor({ name: 'stays', tenant })
  await expect(remove()).resolves.toEqual({})
})
