import { expect, test } from 'vitest'
import { loginEvent, tokenEvent, userEvent } from '../../lib/core/users/user-events.ts'
import { disownFlow } from '../../lib/core/flows/disown-flow.ts'
import type { Session } from '../../lib/core/users/session.ts'
import type { User } from '../../lib/core/users/user.ts'
import { storedFlow } from '../_harness/flow-items.ts'

const at = '2026-03-02T09:30:00.000Z'
const user = { tenant: 'acme', id: '1', name: 'sam', createdAt: at, password: 'scrypt$…' } as User
const session: Session = { tenant: 'acme', tokenHash: 'h', userName: 'sam', userId: '1', expiresAt: 1 }

test('a user who is made, changed and gone is told, and what of them', () => {
  expect(userEvent(undefined, user, at)).toEqual({
    source: 'sluice.oih',
    type: 'iam.user.created',
    at,
    detail: {
      headers: { name: 'iam.user.created', createdAt: Date.parse(at), serviceName: 'iam', tenant: 'acme' },
      payload: { username: 'sam', id: '1' },
    },
  })
  const updatedAt = '2026-03-02T09:31:00.000Z'
  expect(userEvent(user, { ...user, updatedAt }, at)).toMatchObject({ type: 'iam.user.modified', at: updatedAt })
  expect(userEvent(user, undefined, at)).toMatchObject({ type: 'iam.user.deleted', detail: { payload: { id: '1' } } })
})

test('a token that begins and ends is told, one that is prolonged is not', () => {
  expect(tokenEvent(undefined, { ...session, id: 't' }, at)).toMatchObject({
    type: 'iam.token.created',
    detail: { payload: { id: 't' } },
  })
  expect(tokenEvent(session, undefined, at)).toMatchObject({
    type: 'iam.token.deleted',
    detail: { payload: { account: '1' } },
  })
  expect(tokenEvent(session, { ...session, expiresAt: 2 }, at)).toBeUndefined()
})

test('a sign-in that is refused though the password was right is told once', () => {
  const record = { tenant: 'acme', userId: '1', failedCount: 1 }

  expect(loginEvent(undefined, record)).toBeUndefined()
  const refused = { ...record, refusedAt: at }
  expect(loginEvent(record, refused)).toMatchObject({
    type: 'iam.user.loginFailed',
    detail: { payload: { user: '1' } },
  })
  expect(loginEvent(refused, { ...refused, failedCount: 2 })).toBeUndefined()
})

test.each([
  ['of others', { owners: ['2'] }, undefined],
  ['of two', { owners: ['1', '2'], status: 'active' as const }, { owners: ['2'] }],
  [
    'of nobody else that is active',
    { owners: ['1'], status: 'active' as const },
    { owners: [], status: 'stopping', since: at },
  ],
  [
    'of nobody else that is starting',
    { owners: ['1'], status: 'starting' as const },
    { owners: [], status: 'stopping' },
  ],
  ['of nobody else that is paused', { owners: ['1'], status: 'paused' as const }, { owners: [] }],
  [
    'of nobody else that is on-demand',
    { owners: ['1'], status: 'active' as const, triggerKind: 'on-demand' as const },
    { owners: [] },
  ],
])('a flow %s, whose owner is gone', (_what, flow, expected) => {
  const [write] = disownFlow(storedFlow(flow), '1', at).change

  if (!expected) expect(write).toBeUndefined()
  else expect(write?.set).toMatchObject(expected)
  if (expected && !('status' in expected)) expect(write?.set).not.toHaveProperty('status')
})
