import { DomainError } from '../errors.ts'
import type { Rollout } from '../rollouts/rollout.ts'

/** Servers that carry the same applications and know of each other. A server is in at most one. */
export interface Cluster {
  tenant: string
  /** A bare UUID. */
  id: string
  version: number
  name: string
  runtimeVersion: string
  multicast: boolean
  groupIds: string[]
  /** In the order they joined. Each member's own item names the cluster too; both change in one transaction. */
  memberIds: string[]
  /** The rollout that has the cluster to itself until it ends, or until its deadline. */
  rollout?: { id: string; kind: Rollout['kind']; deadlineAt: string }
  lastRestartedAt: string
  createdAt: string
  createdBy: string
  updatedAt: string
  updatedBy: string
}

/** What an API's runtimes allow of clusters. */
export interface ClusterLimits {
  mostNodes: number
  /** The oldest version of a runtime whose cluster can change its size. */
  resizableFrom: string
}

/** The rollout that holds a cluster now. One that is past its deadline holds nothing any more, whatever became of it. */
export const rolloutOf = ({ rollout }: Cluster, at: string): Cluster['rollout'] =>
  rollout && at < rollout.deadlineAt ? rollout : undefined

export const clusterNotFound = (idOrName: string): DomainError =>
  new DomainError('cluster-not-found', `There is no cluster with the id or name ${idOrName}.`)

/** A refusal of a change to a cluster, with the condition that is not met. */
export const refused = (why: string): DomainError => new DomainError('cluster-refused', why)
