import { expect, test } from 'vitest'
import { role, startHub } from '../../../_harness/oih.ts'

const { hub, user } = await startHub()

test('everybody sees who they are, whatever they may do', async () => {
  const { id, token } = await user('me@example.com', { roles: [role.user] })

  expect((await hub('GET', '/api/v1/users/me', token)).json).toMatchObject({ _id: id, roles: [{ name: 'USER' }] })
  expect((await hub('GET', '/users/me?meta=x', token)).json).toMatchObject({ data: { _id: id } })
})
