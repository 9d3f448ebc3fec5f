import { beginDeployment, type DeploymentRequest } from '#core/deployments/begin-deployment.ts'
import { deploymentNotFound, type Deployment } from '#core/deployments/deployment.ts'
import { itemIdIn, publicIdOf, uuidPattern } from '#core/deployments/public-id.ts'
import type { Estate } from '#core/deployments/targets.ts'
import { isOfDeployment } from '#core/rollouts/rollout.ts'
import { all } from './all.ts'
import type { Context } from './context.ts'
import { watching, watchServers } from './watch.ts'

/** Reading of what the targets of deployments are. An operation declares `surveying` among its effects to use it. */
export const surveying = { readsMany: [...watching.readsMany, 'cluster', 'server-group'], lists: ['server'] } as const
export type Surveying = Pick<Context<typeof surveying>, 'readMany' | 'list' | 'at'>

/** Who may carry something of some deployments: four requests, and a list of the servers when a group is among the targets. */
export async function survey(
  context: Surveying,
  deployments: readonly Pick<Deployment, 'targets' | 'placed'>[],
): Promise<Estate> {
  const { readMany, list } = context
  const targets = deployments.flatMap((deployment) => deployment.targets)
  const idsOf = (kind: string) => targets.filter((target) => target.kind === kind).map(({ id }) => id)
  const clusterIds = [...idsOf('cluster'), ...deployments.flatMap(({ placed }) => placed.clusterIds)]
  const clusters = await readMany.cluster(clusterIds)
  const groups = await readMany['server-group'](idsOf('server-group'))
  const serverIds = [
    ...(groups.length > 0 ? (await all(list.server)).map(({ id }) => id) : []),
    ...idsOf('server'),
    ...deployments.flatMap(({ placed }) => placed.serverIds),
    ...clusters.flatMap(({ memberIds }) => memberIds),
  ]
  const servers = await watchServers(context, [...new Set(serverIds)])
  return {
    servers: new Map(servers.map((one) => [one.server.id, one])),
    clusters: new Map(clusters.map((one) => [one.id, one])),
    groups: new Map(groups.map((one) => [one.id, one])),
  }
}

/**
 * A deployment by its present id, with or without `local$`. Throws `deployment-not-found`, also for an id it had before an
 * update.
 */
export async function findDeployment(
  { read }: Pick<Context<{ reads: readonly ['deployment'] }>, 'read'>,
  deploymentId: string,
): Promise<Deployment> {
  const publicId = deploymentId.replace(/^local\$/, '').toLowerCase()
  const deployment = uuidPattern.test(publicId) ? await read.deployment(itemIdIn(publicId)) : undefined
  if (!deployment || publicIdOf(deployment) !== publicId) throw deploymentNotFound(deploymentId)
  return deployment
}

/** What beginning a rollout of a deployment takes. */
export const rollingOut = {
  readsMany: [...surveying.readsMany, 'application-version'],
  lists: surveying.lists,
  reads: ['deployment', 'rollout'],
  creates: ['rollout'],
  updates: ['deployment', 'rollout', 'cluster'],
  deletes: ['deployment', 'name'],
} as const

/** Decides on a rollout of a deployment, on all that is known of it now. Throws `deployment-refused`. */
export async function planRollout(
  context: Pick<Context<typeof rollingOut>, 'read' | 'readMany' | 'list' | 'at' | 'newId' | 'caller'>,
  deployment: Deployment,
  request: Pick<DeploymentRequest, 'kind' | 'policy' | 'via'>,
) {
  const { read, readMany, newId, at, caller } = context
  const former = deployment.rollout && (await read.rollout(deployment.rollout.id))
  // A rollout under way may be writing servers that are neither targets nor recorded as such any more.
  const open = former?.steps.map(({ serverId }) => serverId) ?? []
  const placed = { ...deployment.placed, serverIds: [...deployment.placed.serverIds, ...open] }
  const estate = await survey(context, [{ targets: deployment.targets, placed }])
  const versions = await readMany['application-version'](deployment.applications.map(({ versionId }) => versionId))
  return beginDeployment(
    deployment,
    { ...request, id: newId(), at, by: caller.name },
    {
      estate,
      former: former && isOfDeployment(former) ? former : undefined,
      versionIds: new Set(versions.map(({ id }) => id)),
    },
  )
}
