import { componentIdPattern } from '#core/components/component.ts'
import type { Credential } from '#core/credentials/credential.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

/** Spelled as ids of components are. */
export const CredentialId = t.string().check(t.regex(componentIdPattern))

/** A credential as lists show it. */
export const CredentialSummary = t.object({
  id: t.string(),
  description: t.optional(t.string()),
  createdAt: Instant,
  createdBy: t.string(),
  updatedAt: Instant,
  updatedBy: t.string(),
})

/** A credential, which is all but its secret. `version` rises with every change. */
export const CredentialView = t.extend(CredentialSummary, { version: t.int() })

export const credentialSummary = ({
  id,
  description,
  createdAt,
  createdBy,
  updatedAt,
  updatedBy,
}: Omit<Credential, 'tenant' | 'version' | 'sealedSecret'>): t.Of<typeof CredentialSummary> => ({
  id,
  description,
  createdAt,
  createdBy,
  updatedAt,
  updatedBy,
})

export const credentialView = (credential: Credential): t.Of<typeof CredentialView> => ({
  ...credentialSummary(credential),
  version: credential.version,
})
