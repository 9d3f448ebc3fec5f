import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { DomainError } from '#core/errors.ts'
import { defaultTenant, tenantPattern } from '#core/tenants.ts'
import { attemptsAllowed, everySource, isKnown } from '#core/users/login-attempts.ts'
import { userNamePattern, type User } from '#core/users/user.ts'
import { becomeKnown, reserveAttempt, returnAttempt, stayKnown } from '#store/attempts.ts'
import { noteLogin, noteRefusedLogin } from '#store/login-records.ts'
import { read } from '#store/read.ts'
import type { SigningIn } from '../capabilities/passwords.ts'
import { turns } from './turns.ts'

/** scrypt as OWASP recommends it where memory is scarce: 16 MiB and about 0.1 s a password. */
const cost = { N: 2 ** 14, r: 8, p: 5 }
const keyLength = 32

/**
 * Hashing takes one of libuv's four threads, which files and name look-ups need too: two are left to them. On Lambda a
 * function has one call at a time and never waits here; on one machine a wait is under a second.
 */
const inTurn = turns({
  atOnce: 2,
  waiting: 12,
  waitingOfOne: 6,
  refusal: 'Too many passwords are being checked at once. Try again.',
})

/** A password as it is kept: `scrypt$N$r$p$salt$key`, so that the cost can rise without locking anybody out. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await inTurn(() => derive(password, salt, cost))
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether a password is the one that was hashed; compared in constant time. */
async function isPassword(password: string, encoded: string): Promise<boolean> {
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
function readSignInName(name: string): { tenant: string; userName: string } {
  const slash = name.indexOf('/')
  return slash < 0
    ? { tenant: defaultTenant, userName: name }
    : { tenant: name.slice(0, slash), userName: name.slice(slash + 1) }
}

/** Why nobody is signed in: no such name, another password, or a user who is not active. */
export type Because = 'name' | 'password' | 'status'
type Judged = { user: User } | { because: Because; refused?: User }

/**
 * The user of a name and password, from where they are sent. Throws `credentials-rejected` without saying which of the two
 * was wrong; `login-throttled` after too many wrong ones from there (docs/decisions/0019); `throttled` when too many passwords are
 * being checked. An attempt counts before it is compared, and only a right one is taken back.
 */
export async function signIn(signingIn: SigningIn, name: string, password: string): Promise<User> {
  const { tenant, userName } = readSignInName(name)
  const judged = await judge(signingIn, tenant, userName, password)
  if ('user' in judged) return judged.user
  throw new DomainError('credentials-rejected', 'The name or the password is wrong.')
}

/**
 * The same for an API that tells why, and whose names are looked up in lower case first, then as they are sent. It keeps a
 * record of each user's sign-ins. Throws what `signIn` throws, but `credentials-rejected`: then it says why nobody is signed in.
 */
export async function signInRecorded(signingIn: SigningIn, name: string, password: string): Promise<User | Because> {
  const { table, now } = signingIn
  const { tenant, userName } = readSignInName(name)
  const lower = userName.toLowerCase()
  const isLower = lower === userName || !isName(tenant, lower) || (await read(table, 'user', tenant, lower))
  const judged = await judge(signingIn, tenant, isLower ? lower : userName, password)
  if ('user' in judged) {
    await noteLogin(table, judged.user, now())
    return judged.user
  }
  if (judged.refused) await noteRefusedLogin(table, judged.refused, judged.because === 'status' ? now() : undefined)
  return judged.because
}

const isName = (tenant: string, userName: string): boolean =>
  tenantPattern.test(tenant) && userNamePattern.test(userName)

async function judge(signingIn: SigningIn, tenant: string, userName: string, password: string): Promise<Judged> {
  if (!isName(tenant, userName)) return { because: 'name' }
  return inTurn(async () => {
    const takeBack = await reserve(signingIn, tenant, userName)
    const user = await read(signingIn.table, 'user', tenant, userName)
    const isRight = await isPassword(password, user?.password ?? nobody)
    if (!user) return { because: 'name' }
    if (!isRight) return { because: 'password', refused: user }
    await takeBack()
    // Only who knows the password is told that it is of no use.
    return user.status === undefined ? { user } : { because: 'status', refused: user }
  }, signingIn.source)
}

/** Counts an attempt where it counts: at its source and, unless that is known to the name, among all that are not. */
async function reserve({ table, now, source }: SigningIn, tenant: string, userName: string) {
  const nowSeconds = Math.floor(now().getTime() / 1000)
  const one = { tenant, userName, source }
  const every = { ...one, source: everySource }
  const attempts = await reserveAttempt(table, one, attemptsAllowed.one, nowSeconds)
  if (isKnown(attempts, nowSeconds)) return () => stayKnown(table, one, nowSeconds)
  try {
    await reserveAttempt(table, every, attemptsAllowed.every, nowSeconds)
  } catch (error) {
    // It is not compared, so it was no wrong one of its source.
    await returnAttempt(table, one)
    throw error
  }
  return () => Promise.all([becomeKnown(table, one, nowSeconds), returnAttempt(table, every)])
}
