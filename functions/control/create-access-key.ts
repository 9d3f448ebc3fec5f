import { userNotFound } from '#core/users/create-user.ts'
import { refuseGiving } from '#core/users/permissions.ts'
import { newAccessKeyId, secretOf } from '#runtime/credentials/access-keys.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Name, Permissions } from './_dialect/types.ts'
import { AccessKeyView, accessKeyView } from './_dialect/views/access-key.ts'

/**
 * Issues an access key for signed requests, for the caller or another user of the tenant. The secret is returned only
 * once.
 */
export default operation({
  name: 'CreateAccessKey',
  route: 'POST /access-keys',
  example: {
    request: { userName: '<userName>' },
    answer: {
      accessKeyId: 'SLCEXAMPLEXAMPLEXAMP',
      userName: '<userName>',
      permissions: [],
      createdAt: '2026-03-02T09:30:00.000Z',
      secretAccessKey: 'EXAMPLE',
    },
  },
  permission: 'keys.manage',
  input: t.strictObject({ userName: t.optional(Name), permissions: t.optional(Permissions) }),
  answersSecret: true,
  output: t.extend(AccessKeyView, { secretAccessKey: t.string() }),
  status: 201,
  fails: ['user-not-found'],
  effects: { reads: ['user'], creates: ['access-key'], secrets: ['master-key'] },
  async run({ userName, permissions = ['*'] }, { caller, at, read, secret, commit }) {
    const name = userName ?? caller.name
    const user = await read.user(name)
    if (!user) throw userNotFound(name)
    refuseGiving(caller, permissions.includes('*') ? user.permissions : permissions)
    const accessKeyId = newAccessKeyId()
    const item = {
      tenant: user.tenant,
      accessKeyId,
      version: 1,
      userName: user.name,
      userId: user.id,
      permissions,
      createdAt: at,
      createdBy: caller.name,
    }
    const secretAccessKey = secretOf(await secret('master-key'), accessKeyId)
    return commit(
      [{ kind: 'create', entity: 'access-key', item, taken: 'version-conflict', message: 'The id is taken.' }],
      { ...accessKeyView(item), secretAccessKey },
    )
  },
})
