import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { DomainError } from '#core/errors.ts'
import { defaultTenant, tenantPattern } from '#core/tenants.ts'
import { loginAttemptsAllowed } from '#core/users/login-attempts.ts'
import type { Principal } from '#core/users/permissions.ts'
import { userNamePattern, type User } from '#core/users/user.ts'
import { countAttempt } from '#store/attempts.ts'
import { read } from '#store/read.ts'
import type { Services } from './context.ts'

/** scrypt as OWASP recommends it where memory is scarce: 16 MiB and about 0.1 s a password. */
const cost = { N: 2 ** 14, r: 8, p: 5 }
const keyLength = 32

/** A password as it is kept: `scrypt$N$r$p$salt$key`, so that the cost can rise without locking anybody out. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether a password is the one that was hashed; compared in constant time. */
export async function isPassword(password: string, encoded: string): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = encoded.split('$')
  const expected = Buffer.from(key, 'base64url')
  const actual = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return timingSafeEqual(actual, expected)
}

const derive = (password: string, salt: Buffer, options: { N: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, keyLength, options, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })

/** What an unknown name is compared with, so that it takes as long as a known one. Nothing hashes to it. */
const nobody = ['scrypt', cost.N, cost.r, cost.p, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$')

/** A sign-in name is `user` (of the default tenant) or `tenant/user`. */
export function readSignInName(name: string): { tenant: string; userName: string } {
  const slash = name.indexOf('/')
  return slash < 0
    ? { tenant: defaultTenant, userName: name }
    : { tenant: name.slice(0, slash), userName: name.slice(slash + 1) }
}

/**
 * The principal of a name and password. Throws `credentials-rejected` without saying which of the two was wrong, and
 * `login-throttled` after ten wrong passwords for one name within a quarter of an hour, right or wrong.
 */
export async function signIn({ table, now }: Services, name: string, password: string): Promise<Principal> {
  const { tenant, userName } = readSignInName(name)
  if (!tenantPattern.test(tenant) || !userNamePattern.test(userName)) throw rejected()
  const nowSeconds = Math.floor(now().getTime() / 1000)
  const attempts = await read(table, 'login-attempts', tenant, userName)
  if (attempts && attempts.expiresAt > nowSeconds && attempts.count >= loginAttemptsAllowed) {
    throw new DomainError('login-throttled', 'Too many wrong passwords for this name. Try again later.', {
      retryAfterSeconds: attempts.expiresAt - nowSeconds,
    })
  }
  const user = await read(table, 'user', tenant, userName)
  if (!(await isPassword(password, user?.password ?? nobody)) || !user) {
    await countAttempt(table, tenant, userName, nowSeconds)
    throw rejected()
  }
  return principalOf(user)
}

export const principalOf = (user: User): Principal => ({
  tenant: user.tenant,
  id: user.id,
  name: user.name,
  kind: 'user',
  permissions: user.permissions,
})

const rejected = () => new DomainError('credentials-rejected', 'The name or the password is wrong.')
