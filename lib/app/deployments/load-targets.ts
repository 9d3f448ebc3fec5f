import type { Deployment } from '#core/deployments/deployment.ts'
import type { TargetSnapshot } from '#core/deployments/targets.ts'
import { all } from '#runtime/invocation/all.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { loadServerHealth } from '../servers/load-server-health.ts'

/**
 * Loads the servers, clusters and groups that some deployments target or are placed on: four requests, and a list of the
 * servers when a group is among the targets.
 */
export const loadTargets = useCase({
  effects: { readsMany: ['cluster', 'server-group'], lists: ['server'] },
  uses: { loadServerHealth },
  async run(
    { readMany, list, use },
    deployments: readonly Pick<Deployment, 'targets' | 'placed'>[],
  ): Promise<TargetSnapshot> {
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
    const servers = await use.loadServerHealth([...new Set(serverIds)])
    return {
      servers: new Map(servers.map((one) => [one.server.id, one])),
      clusters: new Map(clusters.map((one) => [one.id, one])),
      groups: new Map(groups.map((one) => [one.id, one])),
    }
  },
})
