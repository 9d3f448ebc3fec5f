import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { freeName, takeName } from '../names.ts'
import { secondsAfter } from '../time.ts'
import { mostApplications, type DeployedVersion, type Deployment, type Target } from './deployment.ts'

export interface Creation {
  tenant: string
  id: string
  name: string
  targets: Target[]
  applications: DeployedVersion[]
  actor: Actor
}

/** Makes a deployment of targets and versions that are there; nothing is deployed. Its name is unique while it lives. */
export function createDeployment({ tenant, id, name, targets, applications, actor }: Creation) {
  const { at, name: by } = actor
  refuseTooMany(applications)
  const deployment: Deployment = {
    tenant,
    id,
    version: 1,
    revision: 1,
    name,
    lastModifiedAt: at,
    status: 'undeployed',
    targets,
    applications,
    placed: { serverIds: [], clusterIds: [] },
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  }
  const change = [
    takeName('deployment', deployment, 'deployment-name-taken'),
    { kind: 'create', entity: 'deployment', item: deployment, taken: 'version-conflict', message: 'The id is taken.' },
  ] as const satisfies Change
  return { after: deployment, change }
}

export interface Revision {
  name: string
  targets: Target[]
  applications: DeployedVersion[]
  actor: Actor
}

/**
 * Changes what a deployment asks for. What runs goes on as it is until the next rollout; the id callers know it by is
 * another one from this write on, so of two updates that were made of one reading only one is taken.
 */
export function reviseDeployment(before: Deployment, { name, targets, applications, actor }: Revision) {
  const { at, name: by } = actor
  refuseTooMany(applications)
  const set = {
    revision: before.revision + 1,
    name,
    // Two updates within a millisecond must not look alike.
    lastModifiedAt: at > before.lastModifiedAt ? at : secondsAfter(before.lastModifiedAt, 0.001),
    status: 'undeployed' as const,
    cause: undefined,
    targets,
    applications,
    updatedAt: at,
    updatedBy: by,
  }
  const deployment: Deployment = { ...before, ...set, version: before.version + 1 }
  const change = [
    { kind: 'update', entity: 'deployment', before, set },
    ...(name === before.name
      ? []
      : [freeName('deployment', before), takeName('deployment', deployment, 'deployment-name-taken')]),
  ] as const satisfies Change
  return { after: deployment, change }
}

function refuseTooMany(applications: readonly unknown[]): void {
  if (applications.length > mostApplications)
    throw new DomainError('deployment-refused', `A deployment has at most ${mostApplications} applications.`)
}
