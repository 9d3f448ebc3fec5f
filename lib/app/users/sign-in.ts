import { openSession } from '#core/users/open-session.ts'
import { signIn as checkPassword } from '#runtime/credentials/passwords.ts'
import { hashSecret, newSecret } from '#runtime/credentials/random-secrets.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** For how long a session lives unless it is told. */
const usualSeconds = 12 * 60 * 60

/**
 * Signs a user in with a name (`user`, or `tenant/user`) and a password: checks them and decides on a session, of twelve hours
 * unless it is told, of which only a hash of the token is kept. Who uses it commits the change. Throws `credentials-rejected` and
 * `login-throttled`.
 */
export const signIn = useCase({
  effects: { checksPasswords: true, creates: ['session'] },
  async run({ signingIn, at }, name: string, password: string, lifeSeconds?: number) {
    const user = await checkPassword(signingIn, name, password)
    const token = `sls_${newSecret()}`
    const expiresAt = Math.floor(Date.parse(at) / 1000) + (lifeSeconds ?? usualSeconds)
    const { change } = openSession(user, { tokenHash: hashSecret(token), expiresAt })
    return { token, expiresAt: new Date(expiresAt * 1000).toISOString(), change }
  },
})
