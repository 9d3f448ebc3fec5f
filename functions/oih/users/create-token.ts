import { findUserById } from '#app/users/find-user-by-id.ts'
import { refuseGivingWithin, refuseTakingWithin } from '#core/users/organisation.ts'
import { openSession } from '#core/users/open-session.ts'
import { neverEnds } from '#core/users/session.ts'
import { hashSecret, newSecret } from '#runtime/credentials/random-secrets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { deciding, forbidden } from '../_dialect/bodies/user.ts'
import { readLifetime } from '../_dialect/bodies/lifetime.ts'
import { operation } from '../_dialect/dialect.ts'
import { Id, sessionSeconds, tokenBytes } from '../_dialect/types.ts'
import { toOurNames } from '../_dialect/words.ts'

/**
 * Creates a token of a user, valid for `expiresIn` or, with -1, without end, and perhaps with further permissions: for who may do
 * all that it permits.
 */
export default operation({
  name: 'CreateToken',
  route: 'POST /api/v1/tokens',
  example: {
    request: { accountId: '<userId>', expiresIn: '1h' },
    answer: { token: 'EXAMPLE', id: '019caddfb0007a0795e2c81d' },
  },
  permission: 'users.manage',
  input: t.object({
    accountId: Id,
    expiresIn: t.optional(t.union([t.number(), t.string().check(t.maxLength(32))])),
    customPermissions: t.optional(t.array(t.string().check(t.minLength(1), t.maxLength(100))).check(t.maxLength(200))),
  }),
  answersSecret: true,
  output: t.object({ token: t.string(), id: t.string() }),
  fails: ['forbidden'],
  effects: { creates: ['session'] },
  uses: { findUserById },
  async run({ accountId, expiresIn, customPermissions = [] }, { caller, at, newId, use, commit }) {
    const user = await use.findUserById(accountId.toLowerCase())
    if (!user || user.status !== undefined) throw forbidden()
    const permissions = toOurNames(customPermissions)
    deciding(() => {
      if (user.id !== caller.userId) refuseTakingWithin(caller, user)
      refuseGivingWithin(caller, permissions)
    })
    const seconds = readLifetime(expiresIn) ?? sessionSeconds
    const [token, id] = [newSecret(tokenBytes), newId()]
    const expiresAt = seconds === 'endless' ? neverEnds : Math.floor(Date.parse(at) / 1000) + seconds
    const session = { tokenHash: hashSecret(token), id, expiresAt, permissions }
    return commit(openSession(user, session).change, { token, id })
  },
})
