import type { Delete, Update } from '../change.ts'
import { freeName } from '../names.ts'
import type { RepositoryApplication } from './application.ts'

/** How many versions one transaction of a hundred writes takes out. */
const atOnce = 90

/**
 * Takes versions out of the repository, and the application with the last of them: its name is free then. What is
 * deployed stays so; agents keep what they have. `after.rest` says how many are left to be taken out by another change.
 */
export function deleteVersions(application: RepositoryApplication, versionIds: readonly string[]) {
  const leaving = new Set(versionIds.slice(0, atOnce))
  const remaining = application.versions.filter(({ id }) => !leaving.has(id))
  const { tenant } = application
  const change: (
    Delete<'application-version' | 'repository-application' | 'name'> | Update<'repository-application'>
  )[] = [
    ...[...leaving].map(
      (id) => ({ kind: 'delete', entity: 'application-version', before: { tenant, id } as never }) as const,
    ),
    ...(remaining.length > 0
      ? [
          {
            kind: 'update',
            entity: 'repository-application',
            before: application,
            set: { versions: remaining },
          } as const,
        ]
      : [
          { kind: 'delete', entity: 'repository-application', before: application } as const,
          freeName('repository-application', application),
        ]),
  ]
  return { after: { rest: versionIds.length - leaving.size }, change }
}
