import { expect, test } from 'vitest'
import { judgeAttempt, type LoginAttempts } from '../../lib/core/users/login-attempts.ts'
import { sourceOf } from '../../lib/core/users/source.ts'

const now = 1_000_000
const seen = (more: Partial<LoginAttempts>): LoginAttempts => ({
  tenant: 'default',
  userName: 'ann',
  source: '192.0.2.1',
  count: 10,
  windowSeconds: 60,
  endsAt: now - 1,
  expiresAt: now + 86_400,
  ...more,
})
const begins = (windowSeconds: number) => ({ kind: 'begins', windowSeconds })

test.each([
  ['the first attempt begins a minute', undefined, begins(60)],
  ['an attempt within a window counts', seen({ endsAt: now + 30, count: 9 }), { kind: 'counts' }],
  [
    'past the limit it waits for the window’s end',
    seen({ endsAt: now + 30 }),
    { kind: 'waits', retryAfterSeconds: 30 },
  ],
  ['a window that ends now is over', seen({ endsAt: now, count: 3 }), begins(60)],
  ['after a window that was not used up comes a minute', seen({ count: 9, windowSeconds: 1800 }), begins(60)],
  ['after a used-up window comes one twice as long', seen({ windowSeconds: 480 }), begins(960)],
  ['but none longer than an hour', seen({ windowSeconds: 1920 }), begins(3600)],
  ['a known source never waits longer than a minute', seen({ knownUntil: now + 1 }), begins(60)],
  ['a source known once is a stranger again', seen({ knownUntil: now }), begins(120)],
  ['a day after a used-up window it is forgotten', seen({ endsAt: now - 86_400, windowSeconds: 3600 }), begins(60)],
])('%s', (_title, attempts, verdict) => {
  expect(judgeAttempt(attempts, 10, now)).toEqual(verdict)
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['', 'direct'],
  [undefined, 'direct'],
  ['a|b', 'direct'],
  ['1'.repeat(100), 'direct'],
])('the source of %s is %s', (address, source) => {
  expect(sourceOf(address)).toBe(source)
})
