import { createUser } from '#core/users/create-user.ts'
import { refuseGivingWithin } from '#core/users/organisation.ts'
import { permitting } from '#core/users/update-user.ts'
import { hashPassword } from '#runtime/credentials/passwords.ts'
import * as t from '#runtime/declarations/schema.ts'
import { deciding, nameOf, Password, readUser, userMembers, Username } from '../_dialect/bodies/user.ts'
import { operation } from '../_dialect/dialect.ts'
import { answerOf, Meta, oneOf } from '../_dialect/views/user.ts'

/** Creates a user, in the caller's own organisation for who manages no others, with what the caller may give. */
export default operation({
  name: 'CreateUser',
  route: 'POST /api/users',
  aliases: ['POST /users', 'POST /api/v1/users'],
  example: {
    request: {
      username: 'alex@example.com',
      password: 'correct horse battery',
      firstname: 'Alex',
      permissions: ['flows.read'],
    },
    answer: { id: '019caddfb0007a0795e2c81d' },
  },
  permission: ['users.manage', 'tenant.all', 'tenant.account.create'],
  input: t.object({ username: Username, password: Password, ...userMembers, meta: Meta }),
  query: ['meta'],
  output: oneOf(t.object({ id: t.string() })),
  fails: ['user-name-taken', 'forbidden'],
  effects: { creates: ['user', 'user-pointer'] },
  async run({ username, password, meta, ...body }, { caller, at, newId, commit }) {
    const { roles = [], ownPermissions = [], ...content } = readUser(body, caller)
    const user = {
      tenant: caller.tenant,
      name: nameOf(username),
      id: newId(),
      ...content,
      ...permitting(ownPermissions, roles),
      seesOwnFlowsOnly: true as const,
      createdAt: at,
    }
    // What is refused is refused before the hash, which takes a tenth of a second.
    deciding(() => refuseGivingWithin(caller, user.permissions))
    const hashed = { ...user, password: await hashPassword(password) }
    const { change } = deciding(() => createUser(hashed, caller, refuseGivingWithin))
    return commit(change, answerOf({ id: user.id }, meta))
  },
})
