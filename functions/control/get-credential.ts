import { credentialNotFound } from '#core/credentials/credential.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { CredentialId, CredentialView, credentialView } from './_dialect/views/credential.ts'

/** Returns a credential, without its secret. */
export default operation({
  name: 'GetCredential',
  route: 'GET /credentials/{credentialId}',
  example: { request: { credentialId: '<credentialId>' }, answer: examples.credential },
  permission: 'credentials.read',
  watchable: true,
  input: t.strictObject({ credentialId: CredentialId }),
  output: CredentialView,
  fails: ['credential-not-found'],
  effects: { reads: ['credential'] },
  async run({ credentialId }, { read }) {
    const credential = await read.credential(credentialId)
    if (!credential) throw credentialNotFound(credentialId)
    return credentialView(credential)
  },
})
