import { signIn } from '#app/users/sign-in.ts'
import { consoleSessionSeconds, sessionCookie } from '#core/users/session-cookie.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Instant } from './_dialect/types.ts'

/**
 * Signs a user in to the web console: exchanges a name (`user`, or `tenant/user`) and a password for a session of four hours,
 * in a cookie that pages of this origin alone can use.
 */
export default operation({
  name: 'SignIn',
  route: 'POST /session',
  example: {
    request: { name: 'admin', password: 'correct horse battery' },
    answer: { expiresAt: '2026-03-02T13:30:00.000Z' },
  },
  permission: 'public',
  // Each call that names a user costs a password hash.
  rate: { perSecond: 10, burst: 50 },
  input: t.strictObject({ name: t.string().check(t.maxLength(288)), password: t.string().check(t.maxLength(256)) }),
  answersSecret: true,
  output: t.object({ expiresAt: Instant }),
  fails: ['credentials-rejected', 'login-throttled'],
  uses: { signIn },
  async run({ name, password }, { base, use, commit }) {
    const { token, expiresAt, change } = await use.signIn(name, password, consoleSessionSeconds)
    const cookie = sessionCookie(token, consoleSessionSeconds, base.startsWith('https:'))
    return commit(change, new Reply({ expiresAt }, { 'set-cookie': cookie }))
  },
})
