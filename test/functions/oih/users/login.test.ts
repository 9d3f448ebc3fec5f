import { expect, test } from 'vitest'
import { password } from '../../../_harness/app.ts'
import { startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const login = (username: unknown, secret: unknown = password) =>
  hub('POST', '/login', undefined, { username, password: secret })

test('a name and a password get an opaque token of 128 bytes, and another each time', async () => {
  const [one, other] = [await login('admin'), await login('admin')]

  expect(one.status).toBe(200)
  expect(one.json).toEqual({
    token: expect.stringMatching(/^[\w-]{171}$/),
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
  })
  expect(other.json.token).not.toBe(one.json.token)
  for (const { json } of [one, other]) expect((await hub('GET', '/api/users/me', json.token)).status).toBe(200)
})

test('each reason to sign nobody in has its word, with 401', async () => {
  await user('asleep@example.com', { status: 'DISABLED' })
  const refused = async (answer: ReturnType<typeof login>) => {
    const { status, json } = await answer
    return [status, json]
  }

  expect(await refused(login('nobody@example.com'))).toEqual([401, { message: 'USER_NOT_FOUND' }])
  expect(await refused(login('admin', 'wrong'))).toEqual([401, { message: 'PASSWORD_INCORRECT' }])
  expect(await refused(login('asleep@example.com'))).toEqual([401, { message: 'ENTITY_DISABLED' }])
  expect(await refused(login('asleep@example.com', 'wrong'))).toEqual([401, { message: 'PASSWORD_INCORRECT' }])
  for (const name of [undefined, null, ''])
    expect(await refused(login(name))).toEqual([401, { message: 'UNKNOWN_ERROR' }])
  expect(await refused(login('admin', null))).toEqual([401, { message: 'UNKNOWN_ERROR' }])
})

test('a body of another media type counts as empty', async () => {
  const body = JSON.stringify({ username: 'admin', password })
  const { json } = await app.request('POST', '/oih/login', { body, headers: { 'content-type': 'text/plain' } })

  expect(json).toEqual({ message: 'UNKNOWN_ERROR' })
})

test('names are looked up in lower case first, then as they are sent', async () => {
  await user('Mia@Example.com')
  const made = { name: 'Bob', password, permissions: [] }
  await app.request('POST', '/v1/users', { token: admin, body: made })

  expect((await login('MIA@example.COM')).status).toBe(200)
  expect((await login('Bob')).status).toBe(200)
  expect((await login('bob')).json).toEqual({ message: 'USER_NOT_FOUND' })
})

test('users of other tenants sign in as tenant/name', async () => {
  await app.tokenFor({ name: 'owner', tenant: 'acme' })
  const { json } = await login('acme/owner')

  expect((await hub('GET', '/api/users/me', json.token)).json).toMatchObject({ username: 'owner' })
  expect((await login('owner')).json).toEqual({ message: 'USER_NOT_FOUND' })
})

test('the last sign-in and the wrong passwords since are told', async () => {
  const { id } = await user('counted@example.com')
  const safeguard = async () => (await hub('GET', `/api/users/${id}`, admin)).json.safeguard
  await login('counted@example.com', 'wrong')
  await login('counted@example.com', 'wrong')

  expect(await safeguard()).toEqual({ lastLogin: expect.stringMatching(/Z$/), failedLoginAttempts: 2 })
  await login('counted@example.com')
  expect(await safeguard()).toMatchObject({ failedLoginAttempts: 0 })
})

test('too many wrong passwords are waited for, the right one too', async () => {
  await user('guessed@example.com')
  let answer = await login('guessed@example.com', 'wrong')
  for (let attempt = 0; attempt < 12 && answer.status !== 429; attempt++)
    answer = await login('guessed@example.com', 'wrong')

  expect([answer.status, answer.json]).toEqual([429, { message: 'TOO_MANY_ATTEMPTS' }])
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
  expect((await login('guessed@example.com')).status).toBe(429)
})
