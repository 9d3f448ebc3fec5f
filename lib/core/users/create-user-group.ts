import type { Change } from '../change.ts'
import type { UserGroup } from './user-group.ts'

/** Makes a user group. Its name is its key: a second one of it is refused with `user-group-name-taken`. */
export const newUserGroup = (group: Omit<UserGroup, 'version'>) => ({
  change: [
    {
      kind: 'create',
      entity: 'user-group',
      item: { ...group, version: 1 },
      taken: 'user-group-name-taken',
      message: `A user group named ${group.name} exists already.`,
    },
  ] as const satisfies Change,
})
