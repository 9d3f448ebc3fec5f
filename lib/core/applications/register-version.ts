import type { Create, Update } from '../change.ts'
import { DomainError } from '../errors.ts'
import { takeName } from '../names.ts'
import { mostVersions, type ApplicationVersion, type RepositoryApplication } from './application.ts'

export type Registration = Omit<ApplicationVersion, 'applicationId'>

/**
 * Files an archive as a version of the application of its name, which is made if there is none. Refused with
 * `version-taken` when the application has a version of that name.
 */
export function registerVersion(
  known: RepositoryApplication | undefined,
  registration: Registration,
  newId: () => string,
) {
  const { tenant, id, applicationName, name, createdAt, createdBy } = registration
  if (known?.versions.some((one) => one.name === name)) {
    throw new DomainError('version-taken', `Application ${applicationName} has a version ${name} already.`)
  }
  if (known && known.versions.length >= mostVersions) {
    throw new DomainError('repository-full', `Application ${applicationName} has ${mostVersions} versions, the most.`)
  }
  const applicationId = known?.id ?? newId()
  const version: ApplicationVersion = { ...registration, applicationId }
  const file = { kind: 'create', entity: 'application-version', item: version, ...raced } as const
  const application = {
    tenant,
    id: applicationId,
    version: 1,
    name: applicationName,
    versions: [],
    createdAt,
    createdBy,
  }
  const entry = { id, name }
  const change: (
    Create<'repository-application' | 'application-version' | 'name'> | Update<'repository-application'>
  )[] = known
    ? [
        {
          kind: 'update',
          entity: 'repository-application',
          before: known,
          set: { versions: [...known.versions, entry] },
        },
      ]
    : [
        takeName('repository-application', application, 'version-conflict'),
        { kind: 'create', entity: 'repository-application', item: { ...application, versions: [entry] }, ...raced },
      ]
  return { after: version, change: [...change, file] }
}

/** Somebody made it at the same moment: decided again, on what stands then. */
const raced = { taken: 'version-conflict', message: 'It was made at the same moment.' } as const
