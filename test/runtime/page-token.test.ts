import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { readPageToken, writePageToken } from '../../lib/runtime/invocation/page-token.ts'
import { administrator } from '../_harness/app.ts'
import { call } from '../_harness/call.ts'
import { startSeededApp } from '../_harness/seeded-app.ts'
import { createFlow } from '../_harness/flows.ts'

const { app, owner } = await startSeededApp()
// Of each list there is one more thing of the other tenant: its estate has enrolment tokens and a rollout.
await app.tokenFor({ name: 'secret-holder', tenant: owner.tenant })
await app.keyFor(owner)
await createFlow(await app.appflowFor(owner), 'secret-flow')

/** What anybody can make who has read the source: the digest guards against mistakes, not against intent. */
function forged(list: string, tenant: string, position: string): string {
  const digest = createHash('sha256').update([list, tenant, position].join('\n')).digest('base64url').slice(0, 16)
  return Buffer.from(`${digest}${position}`).toString('base64url')
}

const lists = {
  'control-ListUsers': 'users',
  'control-ListAccessKeys': 'access-keys',
  'control-ListEnrolmentTokens': 'enrolment-tokens',
  'control-ListRollouts': 'rollouts',
  'appflow-ListFlows': 'flows',
}
type Listed = Partial<Record<'id' | 'accessKeyId' | 'flowName' | 'name', string>>
const positions = ['', '0', '[]', '[1]', '["a"]', '["a","b","c"]', '["a",{}]', 'x'.repeat(1200), '|', '\u0000', 'é']

test.each(Object.entries(lists))('a forged page token of %s is refused or leads nowhere else', async (name, list) => {
  const operation = app.registry.operations.find(
    ({ operation: { dialect, name: own } }) => `${dialect.name}-${own}` === name,
  )?.operation
  if (!operation) throw new Error(`There is no ${name}.`)
  const [things = []] = Object.values((await call(app, operation, {}, owner)).json as Record<string, Listed[]>)
  const foreign = things.map(({ id, accessKeyId, flowName, name }) => id ?? accessKeyId ?? flowName ?? name)
  expect(foreign.length).toBeGreaterThan(0)

  for (const position of positions) {
    const answer = await call(app, operation, { nextToken: forged(list, 'default', position) }, administrator)
    expect([200, 400]).toContain(answer.status)
    for (const one of foreign) expect(answer.text).not.toContain(`"${one}"`)
  }
})

test('a token is read back in its own list and tenant only', () => {
  const token = writePageToken('users', 'acme', 'id|1')

  expect(readPageToken('users', 'acme', token)).toBe('id|1')
  expect(() => readPageToken('flows', 'acme', token)).toThrow('not one this list has given out')
  expect(() => readPageToken('users', 'default', token)).toThrow('not one this list has given out')
  expect(readPageToken('users', 'acme', undefined)).toBeUndefined()
  expect(writePageToken('users', 'acme', undefined)).toBeUndefined()
})

test.each(['', 'x'.repeat(1025), '\u0000', 'é', 'a\nb'])(
  'a position that no list has is no token: %.10j',
  (position) => {
    expect(() => readPageToken('users', 'acme', forged('users', 'acme', position))).toThrow()
  },
)
