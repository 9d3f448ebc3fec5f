import { userNotFound } from '#core/users/create-user.ts'
import { callerOf } from '#core/users/session.ts'
import { hashSecret } from '#runtime/credentials/random-secrets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { toHubNames } from '../_dialect/words.ts'

/** Returns whom a token speaks for and what it permits. */
export default operation({
  name: 'IntrospectToken',
  route: 'POST /api/v1/tokens/introspect',
  example: {
    request: { token: '<token>' },
    answer: {
      sub: '019caddfb0007a0795e2c81d',
      accountId: '019caddfb0007a0795e2c81d',
      username: '<userName>',
      roles: [],
      permissions: [],
      isAdmin: false,
      exp: 1772454600,
    },
  },
  permission: 'users.manage',
  input: t.object({ token: t.string().check(t.minLength(1), t.maxLength(1024)) }),
  output: t.object({
    sub: t.string(),
    accountId: t.string(),
    username: t.string(),
    tenant: t.optional(t.string()),
    roles: t.array(t.string()),
    permissions: t.array(t.string()),
    isAdmin: t.boolean(),
    exp: t.int(),
  }),
  fails: ['user-not-found'],
  effects: { reads: ['session', 'user'] },
  async run({ token }, { at, read }) {
    const session = await read.session(hashSecret(token))
    const user = session && (await read.user(session.userName))
    const holder = callerOf(session, user, new Date(at))
    if (!session || !user || !holder) throw userNotFound('of this token')
    return {
      sub: user.id,
      accountId: user.id,
      username: user.name,
      tenant: user.organisation,
      roles: user.roles ?? [],
      permissions: toHubNames(holder.permissions),
      isAdmin: holder.permissions.includes('*'),
      exp: session.expiresAt,
    }
  },
})
