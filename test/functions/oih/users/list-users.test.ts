import { expect, test } from 'vitest'
import { password } from '../../../_harness/app.ts'
import { role, startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const one = await user('one@example.com', { tenant: 'org-1', roles: [role.user] })
const two = await user('two@example.com', { tenant: 'org-1', permissions: ['tenant.account.read'] })
await user('three@example.com', { tenant: 'org-2' })
await app.request('POST', '/v1/users', { token: admin, body: { name: 'Sam', password, permissions: ['servers.read'] } })

const names = async (query = '', as = admin) => {
  const { json } = await hub('GET', `/api/users${query}`, as)
  return (json as { username: string }[]).map(({ username }) => username)
}

test('all users are listed, oldest first, however they were made, roles by id', async () => {
  const all = ['admin', 'one@example.com', 'two@example.com', 'three@example.com', 'Sam']

  expect(await names()).toEqual(all)
  for (const path of ['/users', '/api/v1/users', '/users/']) {
    const { json } = await hub('GET', path, admin)
    expect(json.map(({ username }: { username: string }) => username)).toEqual(all)
    expect(json[1].roles).toEqual([role.user])
    expect(json[4]).toMatchObject({ permissions: ['servers.read'], roles: [] })
  }
})

test('names and ids narrow the list, and `meta` counts it', async () => {
  expect(await names('?username=ONE@example.com&username=Sam')).toEqual(['one@example.com', 'Sam'])
  expect(await names(`?userId=${one.id.toUpperCase()}&userId=${two.id}`)).toEqual([
    'one@example.com',
    'two@example.com',
  ])
  expect(await names('?username=nobody')).toEqual([])
  const { json } = await hub('GET', '/api/users?username=Sam&meta=1', admin)
  expect(json).toMatchObject({ data: [{ username: 'Sam' }], meta: { total: 1 } })
  const bad = await hub('GET', '/api/users?userId=nope', admin)
  expect([bad.status, bad.json]).toEqual([500, { message: 'The filter is invalid.' }])
})

test('who may read accounts sees those of the own organisation, others nothing', async () => {
  expect(await names('', two.token)).toEqual(['one@example.com', 'two@example.com'])
  expect(await names('?username=three@example.com', two.token)).toEqual([])
  expect((await hub('GET', '/api/users', one.token)).json).toEqual({ message: 'FORBIDDEN' })
})

test('users who were made here are listed at the control API, with our names for what they may do', async () => {
  const { json } = await app.request('GET', '/v1/users', { token: admin })

  expect(json.users.map(({ name }: { name: string }) => name)).toEqual(await names())
  expect(json.users[2].permissions).toEqual(['tenant.account.read'])
})
