import type { Change } from '../change.ts'
import { newUserGroup } from './create-user-group.ts'
import type { UserGroup, UserGroupContent } from './user-group.ts'

/** Changes what a group holds, under its name or another that is free. */
export const changeUserGroup = (before: UserGroup, { name, description, permissions }: UserGroupContent) =>
  name === before.name
    ? {
        change: [
          { kind: 'update', entity: 'user-group', before, set: { description, permissions } },
        ] as const satisfies Change,
      }
    : {
        change: [
          { kind: 'delete', entity: 'user-group', before },
          ...newUserGroup({ ...before, name, description, permissions }).change,
        ] as const satisfies Change,
      }
