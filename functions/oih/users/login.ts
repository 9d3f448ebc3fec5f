import { openSession } from '#core/users/open-session.ts'
import { signInRecorded, type Because } from '#runtime/credentials/passwords.ts'
import { hashSecret, newSecret } from '#runtime/credentials/random-secrets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, refusal } from '../_dialect/dialect.ts'
import type { OwnCode } from '../_dialect/errors.ts'
import { sessionSeconds, tokenBytes } from '../_dialect/types.ts'

const codes: Readonly<Record<Because, OwnCode>> = {
  name: 'user-unknown',
  password: 'password-incorrect',
  status: 'user-disabled',
}

/**
 * Exchanges a name and a password for a bearer token that is valid for three hours after its last use. Users of other
 * tenants sign in as `tenant/name`.
 */
export default operation({
  name: 'Login',
  route: 'POST /login',
  example: {
    request: { username: 'admin', password: 'correct horse battery' },
    answer: { token: 'EXAMPLE', id: '019caddfb0007a0795e2c81d' },
  },
  permission: 'public',
  // Each call that names a user costs a password hash.
  rate: { perSecond: 10, burst: 50 },
  input: t.object({
    username: t.optional(t.nullable(t.string().check(t.maxLength(288)))),
    password: t.optional(t.nullable(t.string().check(t.maxLength(256)))),
  }),
  answersSecret: true,
  output: t.object({ token: t.string(), id: t.string() }),
  fails: ['user-unknown', 'password-incorrect', 'user-disabled', 'sign-in-incomplete', 'login-throttled'],
  effects: { checksPasswords: true, updates: ['login-record'], creates: ['session'] },
  async run({ username, password }, { signingIn, at, newId, commit }) {
    if (!username || !password) throw refusal('sign-in-incomplete', 'A username and a password are needed.')
    const user = await signInRecorded(signingIn, username, password)
    if (typeof user === 'string') throw refusal(codes[user], 'Nobody was signed in.')
    const [token, id] = [newSecret(tokenBytes), newId()]
    const expiresAt = Math.floor(Date.parse(at) / 1000) + sessionSeconds
    const session = { tokenHash: hashSecret(token), id, expiresAt, slidingSeconds: sessionSeconds }
    return commit(openSession(user, session).change, { token, id })
  },
})
