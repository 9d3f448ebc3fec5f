import { createUser } from '#core/users/create-user.ts'
import { hashPassword } from '#runtime/credentials/passwords.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Name, Organisation, Password, Permissions, Tenant } from './_dialect/types.ts'
import { UserView, userView } from './_dialect/views/user.ts'

/** Creates a user with permissions that the caller also has; a tenant exists from its first user on. */
export default operation({
  name: 'CreateUser',
  route: 'POST /users',
  example: {
    request: { name: 'alex', password: 'correct horse battery', permissions: [] },
    answer: {
      name: 'alex',
      tenant: 'acme',
      permissions: [],
      createdAt: '2026-03-02T09:30:00.000Z',
      createdBy: 'owner',
    },
  },
  permission: 'users.manage',
  input: t.strictObject({
    name: Name,
    password: Password,
    permissions: Permissions,
    tenant: t.optional(Tenant),
    organisation: t.optional(Organisation),
    seesOwnFlowsOnly: t.optional(t.boolean()),
  }),
  output: UserView,
  status: 201,
  fails: ['user-name-taken'],
  effects: { creates: ['user', 'user-pointer'] },
  async run({ name, password, permissions, tenant, organisation, seesOwnFlowsOnly }, { caller, at, newId, commit }) {
    const { after: user, change } = createUser(
      {
        tenant: tenant ?? caller.tenant,
        name,
        id: newId(),
        password: await hashPassword(password),
        permissions,
        organisation,
        seesOwnFlowsOnly: seesOwnFlowsOnly || undefined,
        createdAt: at,
      },
      caller,
    )
    return commit(change, userView(user))
  },
})
