import { findReachableUser } from '#app/users/find-reachable-user.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { Id } from '../_dialect/types.ts'
import { answerOf, Meta, oneOf, userView, UserView } from '../_dialect/views/user.ts'

/** Returns a user, one of the caller's organisation for who manages no others. */
export default operation({
  name: 'GetUser',
  route: 'GET /api/users/{id}',
  aliases: ['GET /users/{id}', 'GET /api/v1/users/{id}'],
  example: { request: { id: '<userId>' }, answer: examples.user },
  permission: ['users.manage', 'tenant.all', 'tenant.account.read'],
  input: t.object({ id: Id, meta: Meta }),
  query: ['meta'],
  output: oneOf(UserView),
  fails: ['user-not-found'],
  effects: { reads: ['login-record'] },
  uses: { findReachableUser },
  async run({ id, meta }, { use, read }) {
    const user = await use.findReachableUser(id)
    return answerOf(userView(user, await read['login-record'](user.id)), meta)
  },
})
