import { signIn } from '#app/users/sign-in.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Instant } from './_dialect/types.ts'

/** Exchanges a name (`user`, or `tenant/user`) and a password for a bearer token that is valid for twelve hours. */
export default operation({
  name: 'Login',
  route: 'POST /login',
  example: {
    request: { name: 'admin', password: 'correct horse battery' },
    answer: { token: 'sls_EXAMPLE', expiresAt: '2026-03-02T21:30:00.000Z' },
  },
  permission: 'public',
  // Each call that names a user costs a password hash.
  rate: { perSecond: 10, burst: 50 },
  input: t.strictObject({ name: t.string().check(t.maxLength(288)), password: t.string().check(t.maxLength(256)) }),
  answersSecret: true,
  output: t.object({ token: t.string(), expiresAt: Instant }),
  fails: ['credentials-rejected', 'login-throttled'],
  uses: { signIn },
  async run({ name, password }, { use, commit }) {
    const { token, expiresAt, change } = await use.signIn(name, password)
    return commit(change, { token, expiresAt })
  },
})
