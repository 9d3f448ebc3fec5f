import { expect, test } from 'vitest'
import { role, startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const introspect = (token: string, as = admin) => hub('POST', '/api/v1/tokens/introspect', as, { token })

test('tells whom a token speaks for, in the hub’s names', async () => {
  const { id, token } = await user('known@example.com', { tenant: 'org-1', roles: [role.admin] })

  expect((await introspect(token)).json).toMatchObject({
    sub: id,
    username: 'known@example.com',
    tenant: 'org-1',
    permissions: ['all'],
    isAdmin: true,
  })
})

test('tokens of nobody, of another tenant and of the signed out are not found', async () => {
  const { token } = await user('out@example.com')
  await hub('POST', '/logout', token)
  const foreign = await app.tokenFor({ name: 'owner', tenant: 'acme' })

  for (const one of ['nothing', token, foreign]) expect((await introspect(one)).status).toBe(404)
})
