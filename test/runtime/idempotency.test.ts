import { CreateFlowCommand, DescribeFlowCommand, StartFlowCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { administrator, startTestApp, type TestUser } from '../_harness/app.ts'
import { flowInput, scheduled } from '../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())

const group = async (user: TestUser, name: string) =>
  app.request('POST', '/mmc/api/serverGroups', {
    token: await app.tokenFor(user),
    headers: { 'idempotency-key': 'same' },
    body: { name },
  })

test('an Idempotency-Key is its caller’s own: another user’s same request is another request', async () => {
  const first = await group(administrator, 'east')
  const again = await group(administrator, 'east')
  const others = await group({ name: 'colleague' }, 'east')
  const elsewhere = await group({ name: 'colleague' }, 'west')

  expect([again.status, again.text]).toEqual([first.status, first.text])
  expect(others.status).toBe(409)
  expect(others.json.error).toBe('ServerGroupNameTaken')
  expect(elsewhere.status).toBe(first.status)
})

test('so is a client token of AppFlow', async () => {
  const [own, others] = [await app.appflowFor(), await app.appflowFor({ name: 'colleague' })]
  const input = { ...flowInput('once'), ...scheduled(), clientToken: 'same' } as never
  const start = new StartFlowCommand({ flowName: 'once', clientToken: 'start' })

  const made = await own.send(new CreateFlowCommand(input))
  expect((await own.send(new CreateFlowCommand(input))).flowArn).toBe(made.flowArn)
  await expect(others.send(new CreateFlowCommand(input))).rejects.toMatchObject({ name: 'ConflictException' })

  await own.send(start)
  await own.send(start)
  await app.functions.invoke('appflow-StopFlow', { flowName: 'once' })
  await others.send(start)
  expect((await own.send(new DescribeFlowCommand({ flowName: 'once' }))).flowStatus).toBe('Active')
})
