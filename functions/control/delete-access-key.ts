import { DomainError } from '#core/errors.ts'
import * as t from '#runtime/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { AccessKeyId } from './_dialect/types.ts'

/** Revokes an access key; functions that have seen it lately refuse it within a minute. */
export default operation({
  name: 'DeleteAccessKey',
  route: 'DELETE /access-keys/{accessKeyId}',
  permission: 'keys.manage',
  input: t.strictObject({ accessKeyId: AccessKeyId }),
  output: t.object({}),
  fails: ['access-key-not-found'],
  effects: { reads: ['access-key'], deletes: ['access-key'] },
  async run({ accessKeyId }, { read, commit }) {
    const before = await read['access-key'](accessKeyId)
    if (!before) throw new DomainError('access-key-not-found', `There is no access key ${accessKeyId}.`)
    return commit([{ kind: 'delete', entity: 'access-key', before }], {})
  },
})
