import type { Authorship } from '../documents.ts'
import { DomainError } from '../errors.ts'

/** What steps of flows sign in elsewhere with: named texts, sealed. Given to a component when it is called, shown to nobody. */
export interface Credential extends Authorship {
  tenant: string
  id: string
  version: number
  description?: string
  /** The JSON of a `CredentialSecret`, sealed. */
  sealedSecret: string
}

/** For example `{username, password}` or `{apiKey}`. */
export type CredentialSecret = Readonly<Record<string, string>>

export const largestSecretBytes = 32 * 1024

export const credentialNotFound = (id: string): DomainError =>
  new DomainError('credential-not-found', `There is no credential ${id}.`)
