import { besideUser } from '#app/users/beside-user.ts'
import { userNotFound } from '#core/users/create-user.ts'
import { deleteUser } from '#core/users/delete-user.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Name } from './_dialect/types.ts'

/**
 * Deletes a user; the user's sessions and access keys end within a minute. You cannot delete yourself, a user with
 * more permissions than you, or a tenant's last administrator.
 */
export default operation({
  name: 'DeleteUser',
  route: 'DELETE /users/{name}',
  example: { request: { name: '<userName>' }, answer: {} },
  permission: 'users.manage',
  input: t.strictObject({ name: Name }),
  output: t.object({}),
  fails: ['user-not-found', 'user-is-caller', 'user-is-last-administrator'],
  effects: {
    reads: ['user'],
    deletes: ['user', 'user-pointer', 'login-record'],
    creates: ['departure'],
    checks: ['user'],
  },
  uses: { besideUser },
  async run({ name }, { caller, read, use, commit }) {
    const user = await read.user(name)
    if (!user) throw userNotFound(name)
    return commit(deleteUser(user, caller, await use.besideUser(user)).change, {})
  },
})
