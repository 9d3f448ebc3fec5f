import { loadTargets } from '#app/deployments/load-targets.ts'
import { clusterNotFound } from '#core/clusters/cluster.ts'
import { liveTargets } from '#core/deployments/targets.ts'
import { invalid } from '#core/errors.ts'
import { serverNotFound } from '#core/servers/register-server.ts'
import { all } from '#runtime/invocation/all.ts'
import * as t from '#runtime/declarations/schema.ts'
import { DeploymentView, deploymentView } from '../_dialect/views/deployment.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Id, list, listOf } from '../_dialect/types.ts'

const filters = { server: t.optional(Id), serverId: t.optional(Id), cluster: t.optional(Id), clusterId: t.optional(Id) }

/**
 * Lists deployments: all, those of a server or server group, or those of a cluster. Deployments being deleted come
 * last.
 */
export default operation({
  name: 'ListDeployments',
  route: 'GET /api/deployments',
  example: { request: { server: 'local$<serverId>' }, answer: { total: 1, data: [examples.deployment] } },
  permission: 'deployments.read',
  watchable: true,
  input: t.object(filters),
  query: ['server', 'serverId', 'cluster', 'clusterId'],
  output: listOf(DeploymentView),
  fails: ['server-not-found', 'cluster-not-found'],
  effects: { reads: ['server', 'server-group', 'cluster'], readsMany: ['deployment'], lists: ['deployment'] },
  uses: { loadTargets },
  async run({ server, serverId, cluster, clusterId }, context) {
    const { base, at, read, readMany } = context
    const [byServer, byCluster] = [server ?? serverId, cluster ?? clusterId]
    if (byServer !== undefined && byCluster !== undefined)
      throw invalid(['cluster'], 'server and cluster exclude each other.')
    const id = fromLocal(byServer ?? byCluster ?? '')
    if (byServer !== undefined && !(await read.server(id)) && !(await read['server-group'](id)))
      throw serverNotFound(byServer)
    if (byCluster !== undefined && !(await read.cluster(id))) throw clusterNotFound(byCluster)
    const ids = (await all(context.list.deployment)).map((one) => one.id)
    const found = (await readMany.deployment(ids)).sort((one, other) => (one.id < other.id ? -1 : 1))
    const snapshot = await context.use.loadTargets(found)
    const wanted = found.filter((one) => id === '' || liveTargets(one, snapshot).some((target) => target.id === id))
    const isGoing = ({ status }: (typeof found)[number]) => Number(status === 'deleting')
    return list(
      wanted
        .toSorted((one, other) => isGoing(one) - isGoing(other))
        .map((one) => deploymentView(base, one, snapshot, at)),
    )
  },
})
