import { DomainError } from '#core/errors.ts'
import { revokeAccessKey } from '#core/users/access-key.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { AccessKeyId } from './_dialect/types.ts'

/**
 * Revokes an access key that has no more permissions than the caller; functions that used it recently refuse it
 * within a minute.
 */
export default operation({
  name: 'DeleteAccessKey',
  route: 'DELETE /access-keys/{accessKeyId}',
  example: { request: { accessKeyId: '<accessKeyId>' }, answer: {} },
  permission: 'keys.manage',
  input: t.strictObject({ accessKeyId: AccessKeyId }),
  output: t.object({}),
  fails: ['access-key-not-found'],
  effects: { reads: ['access-key', 'user'], deletes: ['access-key'] },
  async run({ accessKeyId }, { caller, read, commit }) {
    const before = await read['access-key'](accessKeyId)
    if (!before) throw new DomainError('access-key-not-found', `There is no access key ${accessKeyId}.`)
    return commit(revokeAccessKey(before, await read.user(before.userName), caller).change, {})
  },
})
