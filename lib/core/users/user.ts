import type { Principal } from './permissions.ts'

/** Somebody who signs in with a name and a password. `password` is the encoded scrypt hash, never the password. */
export interface User {
  tenant: string
  name: string
  id: string
  version: number
  password: string
  permissions: string[]
  createdAt: string
  createdBy: string
}

/** User names travel in Basic credentials and in ARNs: no colon, slash or space. */
export const userNamePattern = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/

/** A user as a caller. */
export const principalOf = ({ tenant, id, name, permissions }: User): Principal => ({
  tenant,
  id,
  name,
  kind: 'user',
  userId: id,
  permissions,
})
