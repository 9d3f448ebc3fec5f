import { DomainError } from '../errors.ts'

/**
 * A named set of application versions, and where they are to run. What it asks for changes with each update, which
 * touches nothing that runs; a rollout brings the two together. Its status is how the last one ended; whether it is
 * under way, and whether everything is as asked, is derived when read (deployment-status.ts).
 */
export interface Deployment {
  tenant: string
  /** Stays the same for life; what callers see of it changes with `revision` (public-id.ts). */
  id: string
  version: number
  /** Rises with each update. */
  revision: number
  name: string
  /** Of the last update: the lock for the next one. To the millisecond, and never the same twice. */
  lastModifiedAt: string
  status: 'undeployed' | 'deployed' | 'failed' | 'deleting'
  /** Why it failed. */
  cause?: string
  targets: Target[]
  /** In the order they were added. The names stay known when a version is gone from the repository. */
  applications: DeployedVersion[]
  /** Where something of it may be, beyond its targets: what the next rollout has to take away. */
  placed: { serverIds: string[]; clusterIds: string[] }
  /** The rollout that owns it, and the revision that was asked for. */
  rollout?: { id: string; kind: DeploymentKind; revision: number; deadlineAt: string }
  createdAt: string
  createdBy: string
  updatedAt: string
  updatedBy: string
}

export interface Target {
  kind: 'server' | 'server-group' | 'cluster'
  id: string
  /** When it was added: a server that has been in a cluster since is a target no more. */
  since: string
}

export interface DeployedVersion {
  versionId: string
  /** Of the application: what it is called where it runs. */
  name: string
}

export type DeploymentKind = 'deploy' | 'redeploy' | 'undeploy' | 'delete'

/** A rollout's item holds a step of about 250 bytes for each server, of the 400 kB an item may have. */
export const mostServers = 500
/** The write that ends a rollout gives all its clusters back, and a transaction has a hundred writes. */
export const mostClusters = 90
/** What a server's item has room for: half a kilobyte for each of its applications, wanted and reported. */
export const mostApplications = 90

/** What is to run: of two versions of one application the later added one. */
export const effectiveVersions = ({ applications }: Pick<Deployment, 'applications'>): DeployedVersion[] => [
  ...new Map(applications.map((one) => [one.name, one])).values(),
]

export const deploymentNotFound = (id: string): DomainError =>
  new DomainError('deployment-not-found', `There is no deployment with the id ${id}.`)
