import type { Actor } from '../actor.ts'
import { authorshipOf, refuseUnseen } from '../documents.ts'
import { invalid } from '../errors.ts'
import { putDocument } from '../put-document.ts'
import type { Credential } from './credential.ts'

/** What a caller says of a credential. The former secret stays where none is given. */
export type CredentialContent = Partial<Pick<Credential, 'description' | 'sealedSecret'>>

/**
 * Makes a credential or replaces the one of its id, but for a secret that is not given again. Refused: `input-invalid`,
 * `version-conflict` when the caller has seen another version.
 */
export function putCredential(
  before: Credential | undefined,
  { tenant, id }: Pick<Credential, 'tenant' | 'id'>,
  { description, sealedSecret = before?.sealedSecret }: CredentialContent,
  { actor, seenVersion }: { actor: Actor; seenVersion?: number },
) {
  refuseUnseen(before, seenVersion)
  if (sealedSecret === undefined) throw invalid(['secret'], 'secret is required', 'missing')
  const members = { description, sealedSecret, ...authorshipOf(before, actor) }
  return putDocument('credential', before, { tenant, id }, members)
}
