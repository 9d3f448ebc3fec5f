import { expect, test } from 'vitest'
import { startHub } from '../../../_harness/oih.ts'

const { admin, hub, user } = await startHub()
const one = await user('one@example.com', { tenant: 'org-1', permissions: ['tenant.account.read'] })
const two = await user('two@example.com', { tenant: 'org-1' })
const other = await user('other@example.com', { tenant: 'org-2' })

test('a user is found by id in either case, and wrapped by `meta`', async () => {
  expect((await hub('GET', `/api/users/${two.id.toUpperCase()}`, admin)).json).toMatchObject({ _id: two.id })
  expect((await hub('GET', `/users/${two.id}?meta=true`, admin)).json).toMatchObject({ data: { _id: two.id } })
})

test('users of other organisations, ids of nobody and malformed ones are not found', async () => {
  expect((await hub('GET', `/api/users/${two.id}`, one.token)).status).toBe(200)
  for (const id of [other.id, '5ca5c44c187c040010a9bb8b', 'nope', 'a%20b']) {
    const { status, json } = await hub('GET', `/api/users/${id}`, one.token)
    expect([status, json]).toEqual([404, { message: 'ENTITY_NOT_FOUND' }])
  }
})

test('who may not read accounts is told so before anything of the id', async () => {
  for (const id of [one.id, 'nope'])
    expect((await hub('GET', `/api/users/${id}`, two.token)).json).toEqual({ message: 'MISSING_PERMISSION' })
})
