import { expect, test } from 'vitest'
import { callerOf, prolongedEnd, type Session } from '../../lib/core/users/session.ts'
import type { User } from '../../lib/core/users/user.ts'

const now = new Date('2026-03-02T09:30:00Z')
const seconds = now.getTime() / 1000
const session: Session = { tenant: 't', tokenHash: 'h', userName: 'u', userId: '1', expiresAt: seconds + 10_000 }
const user: User = {
  tenant: 't',
  name: 'u',
  id: '1',
  version: 1,
  password: '',
  permissions: ['flows.read'],
  createdAt: '',
  createdBy: '',
}

test('a token lives on with each use; its end is written when five minutes are used up', () => {
  const sliding = { ...session, slidingSeconds: 3 * 3600 }
  const endingIn = (left: number) => prolongedEnd({ ...sliding, expiresAt: seconds + left }, now)

  expect(endingIn(3 * 3600)).toBeUndefined()
  expect(endingIn(3 * 3600 - 299)).toBeUndefined()
  expect(endingIn(3 * 3600 - 300)).toBe(seconds + 3 * 3600)
  expect(prolongedEnd({ ...session, expiresAt: seconds + 1 }, now)).toBeUndefined()
})

test.each([
  ['that has ended', { ...session, expiresAt: seconds }, user],
  ['whose user is gone', session, undefined],
  ['whose user is another by now', session, { ...user, id: '2' }],
  ['whose user is disabled', session, { ...user, status: 'disabled' as const }],
  ['that is none', undefined, user],
])('a session %s speaks for nobody', (_what, one, whom) => {
  expect(callerOf(one, whom, now)).toBeUndefined()
})

test('a session may permit more than its user, and then sees what that permits', () => {
  const own = { ...user, seesOwnFlowsOnly: true as const, organisation: 'o' }

  expect(callerOf(session, own, now)).toMatchObject({
    seesOwnFlowsOnly: true,
    organisation: 'o',
    permissions: ['flows.read'],
  })
  const more = callerOf({ ...session, permissions: ['*'] }, own, now)
  expect(more?.permissions).toEqual(['flows.read', '*'])
  expect(more?.seesOwnFlowsOnly).toBeUndefined()
})
