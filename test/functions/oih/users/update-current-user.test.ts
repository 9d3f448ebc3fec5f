import { expect, test } from 'vitest'
import { startHub } from '../../../_harness/oih.ts'

const { hub, user } = await startHub()

test('everybody may change their own first and last name, and nothing else by this', async () => {
  const { token } = await user('me@example.com')
  const body = { firstname: 'Me', lastname: 'Too', permissions: ['all'], status: 'DISABLED' }
  const { status, json } = await hub('PATCH', '/users/me', token, body)

  expect(status).toBe(200)
  expect(json).toMatchObject({ firstname: 'Me', lastname: 'Too', permissions: [], status: 'ACTIVE' })
})
