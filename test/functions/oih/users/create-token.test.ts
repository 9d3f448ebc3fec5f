import { expect, test } from 'vitest'
import { startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const issue = (body: object, as = admin) => hub('POST', '/api/v1/tokens', as, body)

test('a token of a user permits what the user may do, and what it was given besides', async () => {
  const { id } = await user('robot@example.com', { permissions: ['flows.read'] })
  const body = { accountId: id, expiresIn: -1, customPermissions: ['flows.write'] }
  const { status, json } = await issue(body)

  expect([status, Object.keys(json).sort()]).toEqual([200, ['id', 'token']])
  const { json: who } = await app.request('GET', '/v1/whoami', { token: json.token })
  expect(who).toMatchObject({ name: 'robot@example.com', permissions: ['flows.read', 'flows.edit'] })
})

test('its lifetime is what was asked for', async () => {
  const { id } = await user('timed@example.com')
  const exp = async (expiresIn?: unknown) => {
    const { json } = await issue({ accountId: id, expiresIn })
    return (await hub('POST', '/api/v1/tokens/introspect', admin, { token: json.token })).json.exp - Date.now() / 1000
  }

  expect(await exp()).toBeCloseTo(3 * 3600, -2)
  expect(await exp('2d')).toBeCloseTo(48 * 3600, -2)
  expect(await exp(90)).toBeCloseTo(90, -1)
  expect(await exp('-1')).toBeGreaterThan(1e11)
  expect((await issue({ accountId: id, expiresIn: 'soon' })).json).toEqual({ message: 'INPUT_INVALID' })
})

test('nobody is given more by a token than its maker may do, nor by one of somebody mightier', async () => {
  const manager = await app.tokenFor({ name: 'manager', permissions: ['users.manage', 'flows.read'] })
  const { id } = await user('weak@example.com', { permissions: ['flows.read'] })
  const { json: me } = await hub('GET', '/users/me', admin)
  const asleep = await user('asleep@example.com')
  await hub('PATCH', `/users/${asleep.id}`, admin, { status: 'DISABLED' })

  expect((await issue({ accountId: id }, manager)).status).toBe(200)
  for (const body of [
    { accountId: id, customPermissions: ['flows.write'] },
    { accountId: me.id },
    { accountId: asleep.id },
    { accountId: '5ca5c44c187c040010a9bb8b' },
  ]) {
    const { status, json } = await issue(body, manager)
    expect([status, json]).toEqual([403, { message: 'FORBIDDEN' }])
  }
})
