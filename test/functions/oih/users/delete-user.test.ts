import { expect, test } from 'vitest'
import { startHub } from '../../../_harness/oih.ts'

const { admin, hub, user } = await startHub()
const remove = (id: string, as = admin) => hub('DELETE', `/api/users/${id}`, as)

test('a deleted user is gone with the tokens, and the name is free', async () => {
  const { id, token } = await user('gone@example.com')

  expect([(await remove(id)).status, (await remove(id)).status]).toEqual([200, 404])
  expect((await hub('GET', '/users/me', token)).status).toBe(401)
  const again = await user('gone@example.com')
  expect((await hub('GET', '/users/me', again.token)).json.id).toBe(again.id)
  expect((await hub('GET', '/users/me', token)).status).toBe(401)
})

test('nobody deletes themselves, somebody who may do more, or somebody elsewhere', async () => {
  const lead = await user('lead@example.com', { tenant: 'org-1', permissions: ['tenant.account.delete'] })
  const strong = await user('strong@example.com', { tenant: 'org-1', permissions: ['flows.read'] })
  const equal = await user('equal@example.com', { tenant: 'org-1' })
  const outside = await user('outside@example.com', { tenant: 'org-2' })

  expect((await remove(lead.id, lead.token)).status).toBe(409)
  expect((await remove(strong.id, lead.token)).json).toEqual({ message: 'FORBIDDEN' })
  expect((await remove(outside.id, lead.token)).status).toBe(404)
  expect((await remove(equal.id, lead.token)).status).toBe(200)
})
