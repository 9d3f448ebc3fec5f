import { credentialNotFound } from '#core/credentials/credential.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { CredentialId } from './_dialect/views/credential.ts'

/** Deletes a credential; steps of flows that need it fail until there is one under its id again. */
export default operation({
  name: 'DeleteCredential',
  route: 'DELETE /credentials/{credentialId}',
  example: { request: { credentialId: '<credentialId>' }, answer: {} },
  permission: 'credentials.edit',
  input: t.strictObject({ credentialId: CredentialId }),
  output: t.object({}),
  fails: ['credential-not-found'],
  effects: { reads: ['credential'], deletes: ['credential'] },
  async run({ credentialId }, { read, commit }) {
    const before = await read.credential(credentialId)
    if (!before) throw credentialNotFound(credentialId)
    return commit([{ kind: 'delete', entity: 'credential', before }], {})
  },
})
