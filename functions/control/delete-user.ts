import { DomainError } from '#core/errors.ts'
import { userNotFound } from '#core/users/create-user.ts'
import * as t from '#runtime/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Name } from './_dialect/types.ts'

/** Deletes a user; the user's sessions and access keys end with it, within a minute. Nobody deletes themselves. */
export default operation({
  name: 'DeleteUser',
  route: 'DELETE /users/{name}',
  permission: 'users.manage',
  input: t.strictObject({ name: Name }),
  output: t.object({}),
  fails: ['user-not-found', 'user-is-caller'],
  effects: { reads: ['user'], deletes: ['user'] },
  async run({ name }, { caller, read, commit }) {
    if (caller.kind !== 'iam' && name === caller.name)
      throw new DomainError('user-is-caller', 'You can not delete yourself.')
    const before = await read.user(name)
    if (!before) throw userNotFound(name)
    return commit([{ kind: 'delete', entity: 'user', before }], {})
  },
})
