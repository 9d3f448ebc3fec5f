import type { Change } from '../change.ts'
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

/** Makes a user group. Its name is its key: a second one of it is refused with `user-group-name-taken`. */
export const newUserGroup = (group: Omit<UserGroup, 'version'>) =>
  [
    {
      kind: 'create',
      entity: 'user-group',
      item: { ...group, version: 1 },
      taken: 'user-group-name-taken',
      message: `A user group named ${group.name} exists already.`,
    },
  ] as const satisfies Change

/** Changes what a group holds, under its name or another that is free. */
export const changeUserGroup = (before: UserGroup, { name, description, permissions }: UserGroupContent) =>
  name === before.name
    ? ([{ kind: 'update', entity: 'user-group', before, set: { description, permissions } }] as const satisfies Change)
    : ([
        { kind: 'delete', entity: 'user-group', before },
        ...newUserGroup({ ...before, name, description, permissions }),
      ] as const satisfies Change)

export const userGroupNotFound = (name: string): DomainError =>
  new DomainError('user-group-not-found', `There is no user group named ${name}.`)
