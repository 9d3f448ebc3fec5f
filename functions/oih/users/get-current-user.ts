import { userNotFound } from '#core/users/create-user.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { answerOf, Meta, oneOf, userView, UserView } from '../_dialect/views/user.ts'

/** Returns the user whose token it is. */
export default operation({
  name: 'GetCurrentUser',
  route: 'GET /api/users/me',
  aliases: ['GET /users/me', 'GET /api/v1/users/me'],
  example: { request: {}, answer: examples.user },
  permission: 'authenticated',
  input: t.object({ meta: Meta }),
  query: ['meta'],
  output: oneOf(UserView),
  fails: ['user-not-found'],
  effects: { reads: ['user', 'login-record'] },
  async run({ meta }, { caller, read }) {
    const user = await read.user(caller.name)
    if (!user || user.id !== caller.userId) throw userNotFound(caller.name)
    return answerOf(userView(user, await read['login-record'](user.id)), meta)
  },
})
