import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp({ outboundRanges: ['127.0.0.0/8'] })
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const endpoint = 'https://component.example/'
const signingSecret = 'a signing secret'
const put = (id: string, body: object, as = token) =>
  app.request('PUT', `/v1/components/${encodeURIComponent(id)}`, { token: as, body })

test.each(['5f9f1b9b9b9b9b9b9b9b9b9b', 'mqtt_client_subscriber', 'Salesforce', 'my-connector!@#.1'])(
  'a component is registered under the id %s and shown without its secret',
  async (id) => {
    const made = await put(id, { endpoint, signingSecret, functions: ['read'], description: 'Reads.' })

    expect(made.status).toBe(200)
    expect(made.json).toMatchObject({ id, endpoint, functions: ['read'], hasSigningSecret: true, createdBy: 'admin' })
    expect(made.text).not.toContain(signingSecret)
    expect((await app.request('GET', `/v1/components/${encodeURIComponent(id)}`, { token })).json).toEqual(made.json)
  },
)

test('it is replaced by the same request with another content, and keeps its secret', async () => {
  await put('replaced', { endpoint, signingSecret, description: 'First.' })
  const again = await put('replaced', { endpoint: 'my-function', timeoutSeconds: 600 })

  expect(again.json).toMatchObject({ endpoint: 'my-function', timeoutSeconds: 600, hasSigningSecret: true, version: 2 })
  expect(again.json).not.toHaveProperty('description')
})

test('of two who replace the version that both have seen one is refused', async () => {
  await put('raced', { endpoint, signingSecret })

  const answers = await Promise.all(
    ['one', 'other'].map((description) => put('raced', { endpoint, description, version: 1 })),
  )

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
  expect(answers.find(({ status }) => status === 409)?.json.type).toBe('urn:sluice:error:version-conflict')
})

test('whoever names no version replaces what there is, however many do so at once', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => put('popular', { endpoint, signingSecret })))

  expect(answers.map(({ json }) => json.version as number).sort()).toEqual([1, 2, 3, 4, 5])
})

test('the name of a built-in component is refused as a conflict', async () => {
  const answer = await put('http-request', { endpoint, signingSecret })

  expect(answer.status).toBe(409)
  expect(answer.json.type).toBe('urn:sluice:error:component-built-in')
})

test('an endpoint that is not called here, or a call without a signature, is refused and named', async () => {
  const members = async (body: object) =>
    (await put('refused', body)).json.problems.map(({ member }: { member: string }) => member)

  expect(await members({ endpoint: 'https://169.254.169.254/', signingSecret })).toEqual(['endpoint'])
  expect(await members({ endpoint })).toEqual(['signingSecret'])
  expect(await members({ endpoint, signingSecret: 'short' })).toEqual(['signingSecret'])
  expect(await members({ endpoint, signingSecret, timeoutSeconds: 61 })).toEqual(['timeoutSeconds'])
  expect((await app.request('GET', '/v1/components/refused', { token })).status).toBe(404)
})

test('plain HTTP is accepted where the installation allows a range', async () => {
  expect((await put('local', { endpoint: 'http://localhost:8080/', signingSecret })).status).toBe(200)
})

test('registering takes components.edit, and a tenant’s components are its own', async () => {
  const reader = await app.tokenFor({ name: 'reader', permissions: ['components.read'] })
  const other = await app.tokenFor({ name: 'owner', tenant: 'acme' })

  expect((await put('mine', { endpoint, signingSecret }, reader)).status).toBe(403)
  await put('mine', { endpoint, signingSecret })
  expect((await put('mine', { endpoint, signingSecret }, other)).json).toMatchObject({ version: 1, createdBy: 'owner' })
})
