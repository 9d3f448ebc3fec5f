import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'
import { flowInput, scheduled } from '../../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const create = (body: object, as = token) => app.request('POST', '/v1/users', { token: as, body })

test('a user is made in the caller’s tenant and can sign in; the password is shown nowhere', async () => {
  const made = await create({ name: 'alice', password, permissions: ['flows.read'] })

  expect(made.status).toBe(201)
  expect(made.json).toMatchObject({ name: 'alice', tenant: 'default', permissions: ['flows.read'], createdBy: 'admin' })
  expect(made.text).not.toContain(password)
  expect((await app.request('POST', '/v1/login', { body: { name: 'alice', password } })).status).toBe(200)
})

test('a taken name is a conflict, told as a problem document', async () => {
  await create({ name: 'bob', password, permissions: [] })

  const again = await create({ name: 'bob', password, permissions: [] })

  expect(again.status).toBe(409)
  expect(again.headers.get('content-type')).toBe('application/problem+json')
  expect(again.json).toMatchObject({ type: 'urn:sluice:error:user-name-taken', title: 'User name taken', status: 409 })
})

test('nobody gives a permission they do not have', async () => {
  const clerk = await app.tokenFor({ name: 'clerk', permissions: ['users.manage', 'flows.read'] })

  expect((await create({ name: 'carol', password, permissions: ['flows.edit'] }, clerk)).status).toBe(403)
  expect((await create({ name: 'carol', password, permissions: ['*'] }, clerk)).status).toBe(403)
  expect((await create({ name: 'carol', password, permissions: ['flows.read'] }, clerk)).status).toBe(201)
})

test('only the default tenant’s administrators make users in other tenants', async () => {
  const owner = await app.tokenFor({ name: 'owner', tenant: 'acme' })

  expect((await create({ name: 'dave', password, permissions: ['*'], tenant: 'other' }, owner)).status).toBe(403)
  expect((await create({ name: 'dave', password, permissions: ['tenants.manage'] }, owner)).status).toBe(403)
  expect((await create({ name: 'dave', password, permissions: ['*'] }, owner)).json).toMatchObject({ tenant: 'acme' })
})

test('every problem of an input is told at once, unknown members included', async () => {
  const answer = await create({ name: 'a b', password: 'short', permissions: ['fly'], extra: 1 })

  expect(answer.status).toBe(400)
  expect(answer.json.problems.map(({ member }: { member: string }) => member).sort()).toEqual([
    'extra',
    'name',
    'password',
    'permissions.0',
  ])
})

test('a user may belong to an organisation and see own flows only', async () => {
  const member = {
    name: 'member',
    password,
    permissions: ['flows.read'],
    organisation: 'org-1',
    seesOwnFlowsOnly: true,
  }
  expect((await create(member)).status).toBe(201)
  await app.functions.invoke('appflow-CreateFlow', { ...flowInput('somebody-elses'), ...scheduled() })

  const { json } = await app.request('POST', '/v1/login', { body: { name: 'member', password } })
  expect((await app.request('GET', '/v1/flows', { token: json.token })).json.flows).toEqual([])
  expect((await app.request('GET', '/v1/flows', { token })).json.flows).toHaveLength(1)
  expect((await create({ ...member, name: 'other', organisation: 'a|b' })).status).toBe(400)
})
