import { userNotFound } from '#core/users/create-user.ts'
import { deleteUser } from '#core/users/delete-user.ts'
import { isAdministrator } from '#core/users/permissions.ts'
import type { User } from '#core/users/user.ts'
import { all } from '#runtime/invocation/all.ts'
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
  effects: { reads: ['user'], lists: ['user'], deletes: ['user'], checks: ['user'] },
  async run({ name }, { caller, read, list, commit }) {
    const user = await read.user(name)
    if (!user) throw userNotFound(name)
    const others = isAdministrator(user) ? await all(list.user) : []
    return commit(deleteUser(user, caller, await successorOf(user, others, read.user)).change, {})
  },
})

/** Another administrator as they are now: the list may still show one who is not one any more. */
async function successorOf(
  { name }: User,
  others: readonly Pick<User, 'name' | 'permissions'>[],
  read: (name: string) => Promise<User | undefined>,
): Promise<User | undefined> {
  for (const other of others) {
    const successor = isAdministrator(other) && other.name !== name ? await read(other.name) : undefined
    if (successor && isAdministrator(successor)) return successor
  }
  return undefined
}
