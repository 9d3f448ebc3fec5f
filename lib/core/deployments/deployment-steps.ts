import { DomainError } from '../errors.ts'
import { isStepFinished, type DeploymentRollout, type Step } from '../rollouts/rollout.ts'
import { isDown, type ServerHealth } from '../servers/server-status.ts'
import { mostClusters, mostServers, type Deployment } from './deployment.ts'
import { leftoverServers, type TargetSnapshot } from './targets.ts'

/** Throws `deployment-refused` when nothing of a deployment can be put anywhere (docs/dialects/mmc.md 4). */
export function assertDeployable(
  deployment: Deployment,
  wanted: readonly ServerHealth[],
  versionIds: ReadonlySet<string>,
): void {
  const { name, applications } = deployment
  if (applications.length === 0) throw refused(`Deployment ${name} has no applications.`)
  if (wanted.length === 0) throw refused(`Deployment ${name} has no targets.`)
  if (!applications.some(({ versionId }) => versionIds.has(versionId)))
    throw refused(`None of the versions of deployment ${name} is in the repository any more.`)
  refuseAllDown(wanted)
}

/** Throws `deployment-refused` when none of some servers can be asked anything. */
export function refuseAllDown(servers: readonly ServerHealth[]): void {
  if (servers.every(({ status }) => isDown(status))) throw refused('All targets are down.')
}

/** Throws `deployment-refused` for more than a rollout can hold. */
export function refuseTooLarge(servers: readonly ServerHealth[]): void {
  const clusters = new Set(servers.flatMap(({ server }) => server.clusterId ?? []))
  if (servers.length > mostServers) throw refused(`A deployment reaches at most ${mostServers} servers.`)
  if (clusters.size > mostClusters) throw refused(`A deployment reaches at most ${mostClusters} clusters.`)
}

/** Servers to clear: those that still carry something, and those the rollout under way may be writing at this moment. */
export function staleServers(
  deployment: Deployment,
  wanted: readonly ServerHealth[],
  snapshot: TargetSnapshot,
  inProgress: DeploymentRollout | undefined,
): ServerHealth[] {
  const left = leftoverServers(deployment, wanted, snapshot)
  const known = new Set([...wanted, ...left].map(({ server }) => server.id))
  const open = (inProgress?.steps ?? []).filter((step) => !isStepFinished(step) && !known.has(step.serverId))
  return [...left, ...open.flatMap(({ serverId }) => snapshot.servers.get(serverId) ?? [])]
}

/** A step for each server: first those to be placed on, by name, of a cluster its leader last; then those to be cleared. */
export const stepsFor = (wanted: readonly ServerHealth[], leaving: readonly ServerHealth[]): Step[] => [
  ...inOrder(wanted).map((one) => stepOf(one)),
  ...leaving.map((one) => stepOf(one, true)),
]

/** The member that joined first leads a cluster. */
const inOrder = (wanted: readonly ServerHealth[]): ServerHealth[] => {
  const leaders = new Map(wanted.toReversed().map(({ server }) => [server.clusterId, server.id]))
  const isLeader = ({ server }: ServerHealth) =>
    server.clusterId !== undefined && leaders.get(server.clusterId) === server.id
  return wanted.toSorted(
    (one, other) => Number(isLeader(one)) - Number(isLeader(other)) || (one.server.name < other.server.name ? -1 : 1),
  )
}

const stepOf = ({ server }: ServerHealth, isRemoval?: true): Step => ({
  serverId: server.id,
  name: server.name,
  clusterId: server.clusterId,
  isRemoval,
  status: 'waiting',
  times: {},
})

export const refused = (why: string): DomainError => new DomainError('deployment-refused', why)
