import { ListFlowsCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'
import { testClock } from '../../_harness/clock.ts'

const timers = testClock()
const app = await startTestApp({ timers })
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const remove = (id: string, as = token) => app.request('DELETE', `/v1/access-keys/${id}`, { token: as })

test('a revoked key is refused within a minute, also by a function that has just used it', async () => {
  const { accessKeyId } = await app.keyFor(administrator)
  const client = await app.appflowFor(administrator)
  await client.send(new ListFlowsCommand({}))

  expect((await remove(accessKeyId)).status).toBe(200)
  timers.advance(61)

  await expect(client.send(new ListFlowsCommand({}))).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
})

test('an unknown key, another tenant’s, and one that is no key id are told apart only by form', async () => {
  const { accessKeyId } = await app.keyFor({ name: 'owner', tenant: 'acme' })

  expect((await remove('SLCEAAAAAAAAAAAAAAAA')).status).toBe(404)
  expect((await remove(accessKeyId)).status).toBe(404)
  expect((await remove('AKIA')).status).toBe(400)
})

test('nobody revokes a key that may do more; their own and lesser ones they do', async () => {
  const clerk = await app.tokenFor({ name: 'clerk', permissions: ['keys.manage', 'flows.read'] })
  const [mighty, equal, own] = [
    await app.keyFor({ name: 'mighty', permissions: ['flows.edit'] }),
    await app.keyFor({ name: 'equal', permissions: ['flows.read'] }),
    await app.keyFor({ name: 'clerk' }),
  ]

  expect((await remove(mighty.accessKeyId, clerk)).json).toMatchObject({
    status: 403,
    type: 'urn:sluice:error:permission-missing',
  })
  expect((await remove(equal.accessKeyId, clerk)).status).toBe(200)
  expect((await remove(own.accessKeyId, clerk)).status).toBe(200)
})

test('a key whose user is gone is revoked by anybody who manages keys', async () => {
  const clerk = await app.tokenFor({ name: 'clerk', permissions: ['keys.manage', 'flows.read'] })
  const { accessKeyId } = await app.keyFor({ name: 'gone', permissions: ['flows.edit'] })
  await app.request('DELETE', '/v1/users/gone', { token })

  expect((await remove(accessKeyId, clerk)).status).toBe(200)
})
