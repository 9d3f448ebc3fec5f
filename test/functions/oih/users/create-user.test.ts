import { expect, test } from 'vitest'
import { password } from '../../../_harness/app.ts'
import { role, startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const create = (body: object, as = admin) => hub('POST', '/api/users', as, { password, ...body })
const get = async (id: string) => (await hub('GET', `/api/users/${id}`, admin)).json
const organisation = '5ca5c44c187c040010a9bb8b'

test('a user is made with 200 and an id, and shown with profile, roles and permissions; the password nowhere', async () => {
  const profile = { firstname: 'Ada', lastname: 'L', phone: '1', avatar: 'https://example.com/a.png' }
  const permissions = ['secrets.secret.create', 'flows.read', 'flows.write', 'flowTemplates.write', 'all.mine']
  const body = {
    username: 'Ada@Example.com',
    ...profile,
    tenant: organisation,
    permissions,
    roles: [role.user],
    img: 'x',
  }
  const made = await create(body)

  expect([made.status, Object.keys(made.json)]).toEqual([200, ['id']])
  const shown = await hub('GET', `/api/users/${made.json.id}`, admin)
  expect(shown.text).not.toContain('scrypt')
  expect(shown.json).toEqual({
    _id: made.json.id,
    id: made.json.id,
    username: 'ada@example.com',
    ...profile,
    status: 'ACTIVE',
    confirmed: true,
    canLogin: true,
    tenant: organisation,
    permissions: ['secrets.secret.create', 'flows.read', 'flows.write', 'templates.write', 'all.mine'],
    roles: [
      expect.objectContaining({
        _id: role.user,
        name: 'USER',
        permissions: ['tenant.profile.read', 'tenant.roles.read'],
      }),
    ],
    safeguard: { failedLoginAttempts: 0 },
    createdAt: expect.any(String),
    updatedAt: expect.any(String),
  })
})

test('its permissions are ours at every other door, and names of the hub permit nothing there', async () => {
  const { token } = await user('doors@example.com', { permissions: ['flows.write', 'iam.token.create', 'users.any'] })
  const { json } = await app.request('GET', '/v1/whoami', { token })

  expect(json.permissions).toEqual(['flows.edit', 'iam.token.create', 'users.any'])
  expect((await app.request('GET', '/v1/users', { token })).status).toBe(403)
})

test('all is everything here, and everything here is all', async () => {
  const { id, token } = await user('all@example.com', { permissions: ['all'] })

  expect((await app.request('GET', '/v1/whoami', { token })).json.permissions).toEqual(['*'])
  expect((await get(id)).permissions).toEqual(['all'])
  const byRole = await user('role@example.com', { roles: [role.admin] })
  expect((await hub('GET', '/api/users', byRole.token)).status).toBe(200)
  expect(await get(byRole.id)).toMatchObject({ permissions: [], roles: [{ name: 'ADMIN', permissions: ['all'] }] })
})

test.each([
  ['without a name', {}],
  ['whose name is no address', { username: 'ada' }],
  ['whose address has a slash', { username: 'a/b@example.com' }],
  ['without a password', { username: 'x@example.com', password: undefined }],
  ['of a status that is none', { username: 'x@example.com', status: 'SLEEPING' }],
  ['with a role that is none', { username: 'x@example.com', roles: ['5f00000000000000000000ff'] }],
])('one %s is refused', async (_what, body) => {
  const answer = await create(body)

  expect([answer.status, answer.json]).toEqual([400, { message: 'INPUT_INVALID' }])
})

test('a name is taken once, in any case; `meta` wraps the answer', async () => {
  expect((await hub('POST', '/users?meta=true', admin, { username: 'one@example.com', password })).json).toEqual({
    data: { id: expect.any(String) },
  })
  const again = await hub('POST', '/api/v1/users', admin, { username: 'ONE@example.com', password })
  expect([again.status, again.json]).toEqual([409, { message: 'DUPLICATE_KEY' }])
})

test('who manages no users makes them in the own organisation, with common names only', async () => {
  const { token } = await user('lead@example.com', {
    tenant: 'org-1',
    permissions: ['tenant.account.create', 'flows.read'],
  })
  const made = await create(
    { username: 'led@example.com', tenant: 'org-2', permissions: ['tenant.profile.read'] },
    token,
  )

  expect(await get(made.json.id)).toMatchObject({ tenant: 'org-1', permissions: ['tenant.profile.read'] })
  const refused = async (body: object) => {
    const { status, json } = await create({ username: 'not@example.com', ...body }, token)
    return [status, json.message]
  }
  // Also what they hold themselves: it reaches beyond their organisation.
  for (const name of ['flows.read', 'all', 'tenant.all', 'iam.account.create', 'users.manage', 'agents.act'])
    expect(await refused({ permissions: [name] })).toEqual([403, 'FORBIDDEN'])
  for (const one of [role.admin, role.tenantAdmin, 'unknown'])
    expect(await refused({ roles: [one] })).toEqual([403, 'FORBIDDEN'])
  const { token: plain } = await user('plain@example.com', { permissions: ['flows.read'] })
  expect((await create({ username: 'not@example.com' }, plain)).json).toEqual({ message: 'MISSING_PERMISSION' })
  expect((await create({ password: 1 }, plain)).status).toBe(403)
})

test('tenant.all is given by who holds it', async () => {
  const { token } = await user('tenant-admin@example.com', { tenant: 'org-3', roles: [role.tenantAdmin] })
  const manager = await app.tokenFor({ name: 'manager', permissions: ['users.manage', 'flows.read'] })

  expect((await create({ username: 'second@example.com', roles: [role.tenantAdmin] }, token)).status).toBe(200)
  expect((await create({ username: 'third@example.com', permissions: ['tenant.all'] }, manager)).status).toBe(403)
  const given = ['flows.read', 'icenter.read', 'iam.key.create']
  expect((await create({ username: 'fourth@example.com', permissions: given }, manager)).status).toBe(200)
  expect((await create({ username: 'fifth@example.com', permissions: ['flows.write'] }, manager)).status).toBe(403)
})
