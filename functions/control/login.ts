import { signIn } from '#runtime/passwords.ts'
import { hashSecret, newSecret } from '#runtime/random-secrets.ts'
import * as t from '#runtime/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Instant } from './_dialect/types.ts'

const sessionSeconds = 12 * 60 * 60

/** Exchanges a name (`user`, or `tenant/user`) and a password for a bearer token that holds for twelve hours. */
export default operation({
  name: 'Login',
  route: 'POST /login',
  example: {
    request: { name: 'admin', password: 'correct horse battery' },
    answer: { token: 'sls_EXAMPLE', expiresAt: '2026-03-02T21:30:00.000Z' },
  },
  permission: 'none',
  // Each call that names a user costs a password hash.
  rate: { perSecond: 10, burst: 50 },
  input: t.strictObject({ name: t.string().check(t.maxLength(128)), password: t.string().check(t.maxLength(256)) }),
  answersSecret: true,
  output: t.object({ token: t.string(), expiresAt: Instant }),
  fails: ['credentials-rejected', 'login-throttled'],
  effects: { checksPasswords: true, creates: ['session'] },
  async run({ name, password }, { signingIn, at, commit }) {
    const { tenant, name: userName, id: userId } = await signIn(signingIn, name, password)
    const token = `sls_${newSecret()}`
    const expiresAt = Math.floor(Date.parse(at) / 1000) + sessionSeconds
    const item = {
      tenant,
      tokenHash: hashSecret(token),
      userName,
      userId,
      expiresAt,
    }
    return commit([{ kind: 'create', entity: 'session', item, taken: 'busy', message: 'Try again.' }], {
      token,
      expiresAt: new Date(expiresAt * 1000).toISOString(),
    })
  },
})
