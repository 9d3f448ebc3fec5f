import { largestSecretBytes } from '#core/credentials/credential.ts'
import { jsonBytes } from '#core/json-bytes.ts'
import { putCredential } from '#core/credentials/put-credential.ts'
import { seal } from '#runtime/credentials/sealing.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { Description, SeenVersion } from './_dialect/types.ts'
import { CredentialId, CredentialView, credentialView } from './_dialect/views/credential.ts'

const Secret = t
  .record(t.string().check(t.regex(/^[\w.-]{1,100}$/)), t.string().check(t.maxLength(largestSecretBytes)))
  .check(
    t.refine((texts) => Object.keys(texts).length > 0 && jsonBytes(texts) <= largestSecretBytes, {
      message: `must have a member, and at most ${largestSecretBytes} bytes as JSON`,
      params: { kind: 'length' },
    }),
  )

/**
 * Stores a credential for steps of flows, or replaces it: named texts such as a user name and password. They are sealed,
 * given to components when they are called, and never shown; without another secret the former stays. With
 * `version` it replaces that version and no other; 0 is that nothing is replaced.
 */
export default operation({
  name: 'PutCredential',
  route: 'PUT /credentials/{credentialId}',
  example: {
    request: {
      credentialId: 'warehouse',
      description: examples.credential.description,
      secret: { username: 'loader', password: 'EXAMPLE' },
    },
    answer: examples.credential,
  },
  permission: 'credentials.edit',
  input: t.strictObject({
    credentialId: CredentialId,
    description: Description,
    secret: t.optional(Secret),
    version: SeenVersion,
  }),
  output: CredentialView,
  fails: ['version-conflict'],
  effects: { reads: ['credential'], creates: ['credential'], updates: ['credential'], secrets: ['master-key'] },
  async run(
    { credentialId: id, description, secret: given, version: seenVersion },
    { caller, actor, read, secret, commit },
  ) {
    const { tenant } = caller
    const before = await read.credential(id)
    const sealedSecret =
      given && seal(await secret('master-key'), { tenant, entity: 'credential', id }, JSON.stringify(given))
    const { after, change } = putCredential(
      before,
      { tenant, id },
      { description, sealedSecret },
      { actor, seenVersion },
    )
    return commit(change, credentialView(after))
  },
})
