import { userNotFound } from '#core/users/create-user.ts'
import { updateUser } from '#core/users/update-user.ts'
import * as t from '#runtime/declarations/schema.ts'
import { readProfile, userMembers } from '../_dialect/bodies/user.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { answerOf, Meta, oneOf, userView, UserView } from '../_dialect/views/user.ts'

/** Changes the first and last name of the user whose token it is. */
export default operation({
  name: 'UpdateCurrentUser',
  route: 'PATCH /api/users/me',
  aliases: ['PATCH /users/me', 'PATCH /api/v1/users/me'],
  example: { request: { firstname: 'Sam' }, answer: { ...examples.user, firstname: 'Sam' } },
  permission: 'authenticated',
  input: t.object({
    firstname: userMembers.firstname,
    lastname: userMembers.lastname,
    meta: Meta,
  }),
  query: ['meta'],
  output: oneOf(UserView),
  fails: ['user-not-found'],
  effects: { reads: ['user', 'login-record'], updates: ['user'], checks: ['user'] },
  async run({ firstname, lastname, meta }, { caller, at, read, commit }) {
    const user = await read.user(caller.name)
    if (!user || user.id !== caller.userId) throw userNotFound(caller.name)
    const profile = readProfile({ firstname, lastname }, user.profile)
    const { after, change } = updateUser(user, { profile }, caller, at, undefined)
    return commit(change, answerOf(userView(after, await read['login-record'](user.id)), meta))
  },
})
