import { expect, test } from 'vitest'
import { startHub } from '../../../_harness/oih.ts'

const { app, admin, hub, user } = await startHub()
const me = (token: string) => hub('GET', '/api/users/me', token)

test('a token that was signed out is refused at the very next request, and others of the user stay', async () => {
  const { token } = await user('leaving@example.com')
  const { json } = await hub('POST', '/login', undefined, {
    username: 'leaving@example.com',
    password: 'correct horse battery',
  })

  expect((await me(token)).status).toBe(200)
  expect((await hub('POST', '/logout', token)).json).toEqual({ loggedOut: true })
  expect([(await me(token)).status, (await me(token)).json]).toEqual([401, { message: 'VALIDATION_ERROR' }])
  expect((await me(json.token)).status).toBe(200)
})

test('what a request may do follows its user at once: disabled, active again, permitted less, gone', async () => {
  const { id, token } = await user('moving@example.com', { permissions: ['tenant.all'] })
  const patch = (body: object) => hub('PATCH', `/api/users/${id}`, admin, body)

  await patch({ status: 'DISABLED' })
  expect((await me(token)).status).toBe(401)
  await patch({ status: 'ACTIVE' })
  expect((await me(token)).status).toBe(200)
  expect((await hub('GET', '/api/users', token)).status).toBe(200)
  await patch({ permissions: [] })
  expect((await hub('GET', '/api/users', token)).status).toBe(403)
  await hub('DELETE', `/api/users/${id}`, admin)
  expect((await me(token)).status).toBe(401)
})

test('a disabled user is refused at every door', async () => {
  const token = await app.tokenFor({ name: 'every-door', permissions: ['*'] })
  const client = await app.appflowFor({ name: 'every-door', permissions: ['*'] })
  const { json } = await hub('GET', '/api/users?username=every-door', admin)
  await hub('PATCH', `/api/users/${json[0]._id}`, admin, { status: 'DISABLED' })
  const { ListFlowsCommand } = await import('@aws-sdk/client-appflow')

  expect((await app.request('GET', '/v1/whoami', { token })).status).toBe(401)
  expect((await app.request('GET', '/mmc/api/servers', { token })).status).toBe(401)
  const body = { name: 'every-door', password: 'correct horse battery' }
  expect((await app.request('POST', '/v1/login', { body })).status).toBe(401)
  await expect(client.send(new ListFlowsCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
})

test('a request without a token, without a second word and with an unknown one are told apart', async () => {
  const told = async (authorization?: string) => {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization }
    const { status, json } = await app.request('GET', '/oih/api/users/me', { headers })
    return [status, json.message]
  }

  expect(await told()).toEqual([401, ''])
  expect(await told('Bearer')).toEqual([401, 'INVALID_HEADER'])
  expect(await told('Bearer unknown')).toEqual([401, 'VALIDATION_ERROR'])
  expect(await told(`Anything ${admin}`)).toEqual([200, undefined])
  const odd = { authorization: `Bearer ${admin}`, 'x-auth-type': 'magic' }
  expect((await app.request('GET', '/oih/api/users/me', { headers: odd })).status).toBe(400)
  const oidc = { authorization: `Bearer ${admin}`, 'x-auth-type': 'oidc' }
  expect((await app.request('GET', '/oih/api/users/me', { headers: oidc })).status).toBe(200)
})

test('who is not known is told that first, before anything that is wrong with the request', async () => {
  const send = (body: string, token?: string) => app.request('POST', '/oih/api/users', { body, token })
  const large = JSON.stringify({ username: 'x'.repeat(200_000) })
  const weak = await user('weak@example.com')

  for (const body of ['{', large]) expect((await send(body)).status).toBe(401)
  expect((await send('{', weak.token)).json).toEqual({ message: 'INPUT_INVALID' })
  expect((await send(large, weak.token)).status).toBe(413)
  expect((await send('{}', weak.token)).json).toEqual({ message: 'MISSING_PERMISSION' })
})
