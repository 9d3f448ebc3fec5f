import { ListFlowsCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'
import { testClock } from '../../_harness/clock.ts'

const timers = testClock()
const app = await startTestApp({ timers })
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const remove = (id: string) => app.request('DELETE', `/v1/access-keys/${id}`, { token })

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
