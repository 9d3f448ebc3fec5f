import { afterAll, expect, test } from 'vitest'
import { administrator, password, startTestApp } from '../../_harness/app.ts'
import { scanTable } from '../../_harness/table.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const create = (body?: object, as = token) => app.request('POST', '/v1/access-keys', { token: as, body })

test('a key is issued with its secret, for the caller unless another user is named', async () => {
  await app.tokenFor({ name: 'alice', permissions: ['flows.read'] })

  const own = await create()
  const others = await create({ userName: 'alice' })

  expect(own.status).toBe(201)
  expect(own.json).toMatchObject({ userName: 'admin', accessKeyId: expect.stringMatching(/^SLCE[A-Z2-7]{16}$/) })
  expect(own.json.secretAccessKey).toHaveLength(40)
  expect(others.json.userName).toBe('alice')
})

test('neither the secret nor a password is anywhere in the stored data', async () => {
  const { json } = await create()

  const stored = JSON.stringify(await scanTable(app.engine))
  expect(stored).toContain(json.accessKeyId)
  expect(stored).not.toContain(json.secretAccessKey)
  expect(stored).not.toContain(password)
  expect(stored).not.toContain(token)
})

test('a key never exceeds its user or its issuer', async () => {
  const issuer = await app.tokenFor({ name: 'issuer', permissions: ['keys.manage', 'flows.read'] })

  expect((await create({ userName: 'admin' }, issuer)).status).toBe(403)
  expect((await create({ permissions: ['flows.edit'] }, issuer)).status).toBe(403)
  expect((await create({ permissions: ['flows.read'] }, issuer)).status).toBe(201)
})

test('an unknown user is not found', async () => {
  expect((await create({ userName: 'nobody' })).status).toBe(404)
})
