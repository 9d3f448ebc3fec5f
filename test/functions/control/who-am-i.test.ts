import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const whoAmI = (authorization?: string) =>
  app.request('GET', '/v1/whoami', { headers: authorization ? { authorization } : {} })
const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

test('Basic and Bearer speak for the same user', async () => {
  const expected = { tenant: 'default', name: 'admin', kind: 'user', permissions: ['*'] }

  expect((await whoAmI(basic('admin', password))).json).toEqual(expected)
  expect((await whoAmI(`Bearer ${token}`)).json).toEqual(expected)
})

test('a user of another tenant signs in as tenant/name', async () => {
  await app.tokenFor({ name: 'alice', tenant: 'acme' })

  expect((await whoAmI(basic('acme/alice', password))).json).toMatchObject({ tenant: 'acme', name: 'alice' })
  expect((await whoAmI(basic('alice', password))).status).toBe(401)
})

test.each([undefined, 'Bearer nonsense', 'Digest x', 'Basic', basic('admin', 'wrong'), basic('', '')])(
  'credentials of %s are refused with a challenge',
  async (authorization) => {
    const answer = await whoAmI(authorization)

    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('Basic')
    expect(answer.json.type).toMatch(/^urn:sluice:error:credentials-/)
  },
)
