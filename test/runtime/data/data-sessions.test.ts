import type { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { STSClient } from '@aws-sdk/client-sts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Environment } from '../../../lib/runtime/invocation/context.ts'
import { DataSessions } from '../../../lib/runtime/data/data-sessions.ts'

let asked: AssumeRoleCommand['input'][] = []
let fails = false
beforeEach(() => {
  asked = []
  fails = false
  vi.spyOn(STSClient.prototype, 'send').mockImplementation((command) => {
    asked.push((command as AssumeRoleCommand).input)
    return (fails ? Promise.reject(new Error('down')) : Promise.resolve({ Credentials: {} })) as never
  })
})
afterEach(() => void vi.restoreAllMocks())

const env = { region: 'us-east-1', dataRoleArn: 'arn:aws:iam::000000000000:role/data' } as Environment
const minutes = (count: number) => new Date(Date.UTC(2026, 10, 24, 16, count))
const orders = { tenant: 'acme', flow: 'orders!' }

test('a session is of one flow of one tenant, and says so in its tags', async () => {
  const sessions = new DataSessions(env)
  await sessions.client(orders, minutes(0))
  await sessions.client({ ...orders, tenant: 'other' }, minutes(0))
  await sessions.client({ ...orders, flow: 'orders' }, minutes(0))
  expect(asked).toHaveLength(3)
  expect(asked[0]).toEqual({
    RoleArn: 'arn:aws:iam::000000000000:role/data',
    RoleSessionName: 'flow-orders=21',
    DurationSeconds: 3600,
    Tags: [
      { Key: 'tenant', Value: 'acme' },
      { Key: 'flow', Value: 'orders=21' },
    ],
  })
})

test('a session is kept for fifty minutes', async () => {
  const sessions = new DataSessions(env)
  const first = await sessions.client(orders, minutes(0))
  expect(await sessions.client(orders, minutes(49))).toBe(first)
  expect(await sessions.client(orders, minutes(50))).not.toBe(first)
  expect(asked).toHaveLength(2)
})

test('calls side by side share one session, and none is kept that could not be opened', async () => {
  const sessions = new DataSessions(env)
  fails = true
  const both = [sessions.client(orders, minutes(0)), sessions.client(orders, minutes(0))]
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(asked).toHaveLength(1)
  fails = false
  await sessions.client(orders, minutes(0))
  expect(asked).toHaveLength(2)
})

test('a worker keeps the hundred sessions that were opened last', async () => {
  const sessions = new DataSessions(env)
  for (let index = 0; index <= 100; index++) await sessions.client({ tenant: 'acme', flow: `f${index}` }, minutes(0))
  await sessions.client({ tenant: 'acme', flow: 'f1' }, minutes(1))
  expect(asked).toHaveLength(101)
  await sessions.client({ tenant: 'acme', flow: 'f0' }, minutes(1))
  expect(asked).toHaveLength(102)
})
