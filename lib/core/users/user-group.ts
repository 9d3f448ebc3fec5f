import { DomainError } from '../errors.ts'

/**
 * A named set of the console's permissions. It is kept and shown as it was given; no documented call puts a user into one,
 * so it permits nothing by itself (docs/decisions/0018).
 */
export interface UserGroup {
  tenant: string
  name: string
  id: string
  version: number
  description?: string
  permissions: string[]
  createdAt: string
  createdBy: string
}

export type UserGroupContent = Pick<UserGroup, 'name' | 'description' | 'permissions'>

export const userGroupNotFound = (name: string): DomainError =>
  new DomainError('user-group-not-found', `There is no user group named ${name}.`)
