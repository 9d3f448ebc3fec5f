import { besideUser } from '#app/users/beside-user.ts'
import { findReachableUser } from '#app/users/find-reachable-user.ts'
import { deleteUser } from '#core/users/delete-user.ts'
import { refuseTakingWithin } from '#core/users/organisation.ts'
import * as t from '#runtime/declarations/schema.ts'
import { deciding } from '../_dialect/bodies/user.ts'
import { operation } from '../_dialect/dialect.ts'
import { Id } from '../_dialect/types.ts'

/** Deletes a user, whose tokens and access keys end with it; flows that nobody owns any more are stopped. */
export default operation({
  name: 'DeleteUser',
  route: 'DELETE /api/users/{id}',
  aliases: ['DELETE /users/{id}', 'DELETE /api/v1/users/{id}'],
  example: { request: { id: '<userId>' }, answer: { id: '<userId>' } },
  permission: ['users.manage', 'tenant.all', 'tenant.account.delete'],
  input: t.object({ id: Id }),
  output: t.object({ id: t.string() }),
  fails: ['user-not-found', 'user-is-caller', 'user-is-last-administrator', 'forbidden'],
  effects: { deletes: ['user', 'user-pointer', 'login-record'], creates: ['departure'], checks: ['user'] },
  uses: { findReachableUser, besideUser },
  async run({ id }, { caller, use, commit }) {
    const user = await use.findReachableUser(id)
    const beside = await use.besideUser(user)
    const { change } = deciding(() => deleteUser(user, caller, beside, refuseTakingWithin))
    return commit(change, { id: user.id })
  },
})
