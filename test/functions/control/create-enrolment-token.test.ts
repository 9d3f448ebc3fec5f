import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, control } = await startSeededApp()

test('the token is shown once, with when it ends', async () => {
  const { status, json } = await control('POST', '/enrolment-tokens', {
    maxUses: 3,
    expiresInSeconds: 600,
    autoRegister: true,
  })

  expect(status).toBe(201)
  expect(json).toMatchObject({
    token: expect.stringMatching(/^sle\.[0-9a-f]{24}\.[\w-]{43}$/),
    maxUses: 3,
    uses: 0,
    autoRegister: true,
  })
  expect(Date.parse(json.expiresAt as string) - Date.now()).toBeLessThanOrEqual(600_000)
  expect((await control('POST', '/enrolment-tokens', { maxUses: 0 })).status).toBe(400)
})

test('a token that makes servers is made and revoked by those only who may make servers themselves', async () => {
  const clerk = await app.tokenFor({ name: 'clerk', tenant: 'acme', permissions: ['enrolment.manage'] })
  const plain = await control('POST', '/enrolment-tokens', {}, clerk)
  const registering = await control('POST', '/enrolment-tokens', { autoRegister: true })

  expect(plain.status).toBe(201)
  expect((await control('POST', '/enrolment-tokens', { autoRegister: true }, clerk)).status).toBe(403)
  expect((await control('DELETE', `/enrolment-tokens/${registering.json.id}`, undefined, clerk)).status).toBe(403)
  expect((await control('DELETE', `/enrolment-tokens/${plain.json.id}`, undefined, clerk)).status).toBe(200)
})
