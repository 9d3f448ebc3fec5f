import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { freeName, takeName } from '../names.ts'
import type { ServerGroup } from './server.ts'

/** The groups a fresh installation has. */
export const groupNames = ['Development', 'Production', 'Staging', 'Test'] as const

export const newGroup = (group: Omit<ServerGroup, 'version'>) => ({
  change: [
    takeName('server-group', group, 'server-group-name-taken'),
    {
      kind: 'create',
      entity: 'server-group',
      item: { ...group, version: 1 },
      taken: 'version-conflict',
      message: 'The id is taken.',
    },
  ] as const satisfies Change,
})

export const renameGroup = (group: ServerGroup, name: string) =>
  name === group.name
    ? { after: group, change: [] }
    : {
        after: { ...group, name },
        change: [
          freeName('server-group', group),
          takeName('server-group', { ...group, name }, 'server-group-name-taken'),
          { kind: 'update', entity: 'server-group', before: group, set: { name } },
        ] as const satisfies Change,
      }

/** Deletes a group; its servers stay, and show it no more: membership is read against the groups there are. */
export const deleteGroup = (group: ServerGroup) => ({
  change: [
    { kind: 'delete', entity: 'server-group', before: group },
    freeName('server-group', group),
  ] as const satisfies Change,
})

export const groupNotFound = (id: string): DomainError =>
  new DomainError('server-group-not-found', `There is no server group with the id ${id}.`)
