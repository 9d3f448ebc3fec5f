import { findReachableUser } from '#app/users/find-reachable-user.ts'
import { findSuccessor } from '#app/users/find-successor.ts'
import { invalid } from '#core/errors.ts'
import { takesAdministrator, updated, updateUser } from '#core/users/update-user.ts'
import { hashPassword } from '#runtime/credentials/passwords.ts'
import * as t from '#runtime/declarations/schema.ts'
import { deciding, nameOf, Password, readUser, userMembers } from '../_dialect/bodies/user.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { Id } from '../_dialect/types.ts'
import { answerOf, Meta, oneOf, userView, UserView } from '../_dialect/views/user.ts'

/** Changes what the body names of a user, and keeps the rest, with PUT as with PATCH. A user's name does not change. */
export default operation({
  name: 'UpdateUser',
  route: 'PATCH /api/users/{id}',
  aliases: [
    'PUT /api/users/{id}',
    'PATCH /users/{id}',
    'PUT /users/{id}',
    'PATCH /api/v1/users/{id}',
    'PUT /api/v1/users/{id}',
  ],
  example: { request: { id: '<userId>', firstname: 'Sam' }, answer: { ...examples.user, firstname: 'Sam' } },
  permission: ['users.manage', 'tenant.all', 'tenant.account.update'],
  input: t.object({
    id: Id,
    username: t.optional(t.string().check(t.maxLength(254))),
    // Forms send an empty one to keep what there is.
    password: t.optional(t.union([t.literal(''), Password])),
    ...userMembers,
    meta: Meta,
  }),
  query: ['meta'],
  output: oneOf(UserView),
  fails: ['user-not-found', 'user-is-last-administrator', 'forbidden'],
  effects: { reads: ['login-record'], updates: ['user'], checks: ['user'] },
  uses: { findReachableUser, findSuccessor },
  async run({ id, username, password, meta, ...body }, { caller, at, read, use, commit }) {
    const user = await use.findReachableUser(id)
    // Sessions and access keys go by the name.
    if (username !== undefined && ![username, nameOf(username)].includes(user.name))
      throw invalid(['username'], 'A user keeps the name')
    const content = readUser(body, caller, user.profile)
    const successor = takesAdministrator(user, updated(user, content, at)) ? await use.findSuccessor(user) : undefined
    // Whom the caller may not change costs no hash.
    deciding(() => updateUser(user, content, caller, at, successor))
    const hashed = password ? { password: await hashPassword(password) } : {}
    const { after, change } = updateUser(user, { ...content, ...hashed }, caller, at, successor)
    return commit(change, answerOf(userView(after, await read['login-record'](user.id)), meta))
  },
})
