import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const owner = await app.tokenFor({ name: 'owner', tenant: 'acme' })

const list = (query = '', token = owner) => app.request('GET', `/v1/components${query}`, { token })
const idsIn = ({ json }: { json: { components: { id: string }[] } }) => json.components.map(({ id }) => id)

test('components are listed by tenant, oldest first, in pages, and stay in their places when they change', async () => {
  for (const id of ['zebra', 'ant', 'mole', 'zebra'])
    await app.request('PUT', `/v1/components/${id}`, { token: owner, body: { endpoint: 'my-function' } })

  const first = await list('?maxResults=2')
  const rest = await list(`?nextToken=${first.json.nextToken}`)

  expect([...idsIn(first), ...idsIn(rest)]).toEqual(['zebra', 'ant', 'mole'])
  expect(rest.json.nextToken).toBeUndefined()
  const shown = await app.request('GET', '/v1/components/zebra', { token: owner })
  expect(first.json.components[0]).toEqual(shown.json)
  expect(first.json.components[0].version).toBe(2)
})

test('another tenant’s are not among them, nor does its token go on here', async () => {
  const admin = await app.tokenFor(administrator)
  const { json } = await list('?maxResults=1')

  expect(idsIn(await list('', admin))).toEqual([])
  expect((await list(`?nextToken=${json.nextToken}`, admin)).status).toBe(400)
})

test('listing takes components.read', async () => {
  const editor = await app.tokenFor({ name: 'editor', tenant: 'acme', permissions: ['components.edit'] })

  expect((await list('', editor)).status).toBe(403)
})
