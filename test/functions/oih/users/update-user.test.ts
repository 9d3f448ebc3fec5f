import { expect, test } from 'vitest'
import { password } from '../../../_harness/app.ts'
import { role, startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const patch = (id: string, body: object, as = admin) => hub('PATCH', `/api/users/${id}`, as, body)

test('what the body names changes and the rest stays, with PUT too; null removes', async () => {
  const { id } = await user('edited@example.com', {
    firstname: 'A',
    lastname: 'B',
    permissions: ['x.y', 'flows.write'],
  })

  const first = await patch(id, { firstname: 'C', tenant: 'org-9', roles: [role.user] })
  expect([first.status, first.json]).toMatchObject([
    200,
    { firstname: 'C', lastname: 'B', tenant: 'org-9', permissions: ['x.y', 'flows.write'], roles: [{ name: 'USER' }] },
  ])
  // A document as it was answered is accepted.
  const second = await hub('PUT', `/users/${id}?meta=1`, admin, {
    ...first.json,
    lastname: null,
    tenant: null,
    roles: [],
  })
  expect(second.json.data).not.toHaveProperty('lastname')
  expect(second.json.data).not.toHaveProperty('tenant')
  expect(second.json.data).toMatchObject({ firstname: 'C', roles: [], permissions: ['x.y', 'flows.write'] })
})

test('another password is the one to sign in with; the name stays', async () => {
  const { id } = await user('password@example.com')
  await patch(id, { password: 'other', username: 'Password@example.com' })
  const login = (secret: string) =>
    hub('POST', '/login', undefined, { username: 'password@example.com', password: secret })

  expect((await login('other')).status).toBe(200)
  expect((await login(password)).status).toBe(401)
  expect((await patch(id, { username: 'renamed@example.com' })).json).toEqual({ message: 'INPUT_INVALID' })
})

test('nobody changes who may do more than they, or gives what they may not', async () => {
  const lead = await user('lead@example.com', { tenant: 'org-1', permissions: ['tenant.account.update'] })
  const strong = await user('strong@example.com', { tenant: 'org-1', permissions: ['flows.read'] })
  const equal = await user('equal@example.com', { tenant: 'org-1' })
  const outside = await user('outside@example.com', { tenant: 'org-2' })
  const outcome = async (...call: Parameters<typeof patch>) => {
    const { status, json } = await patch(...call)
    return status === 200 ? status : [status, json.message]
  }

  // The password of somebody is all that they may do.
  expect(await outcome(strong.id, { password: 'mine' }, lead.token)).toEqual([403, 'FORBIDDEN'])
  expect(await outcome(equal.id, { password: 'theirs', tenant: 'org-2' }, lead.token)).toBe(200)
  expect(await outcome(equal.id, { permissions: ['flows.read'] }, lead.token)).toEqual([403, 'FORBIDDEN'])
  expect(await outcome(lead.id, { permissions: ['all'] }, lead.token)).toEqual([403, 'FORBIDDEN'])
  expect(await outcome(lead.id, { roles: [role.admin] }, lead.token)).toEqual([403, 'FORBIDDEN'])
  expect(await outcome(outside.id, { firstname: 'X' }, lead.token)).toEqual([404, 'ENTITY_NOT_FOUND'])
  expect((await hub('GET', `/api/users/${equal.id}`, admin)).json.tenant).toBe('org-1')
})

test('a tenant keeps an administrator who can sign in', async () => {
  const token = await app.tokenFor({ name: 'only', tenant: 'lonely' })
  const { json } = await hub('GET', '/users/me', token)

  for (const body of [{ status: 'DISABLED' }, { permissions: ['flows.read'] }]) {
    const answer = await patch(json.id, body, token)
    expect([answer.status, answer.json]).toEqual([409, { message: 'CONFLICT' }])
  }
  await app.tokenFor({ name: 'second', tenant: 'lonely' })
  expect((await patch(json.id, { status: 'DISABLED' }, token)).status).toBe(200)
})
