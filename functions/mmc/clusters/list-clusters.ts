import { listDeploymentTargets } from '#app/deployments/list-deployment-targets.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { all } from '#runtime/invocation/all.ts'
import * as t from '#runtime/declarations/schema.ts'
import { ClusterView, clusterView } from '../_dialect/views/cluster.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { list, listOf } from '../_dialect/types.ts'

/** Lists the clusters with their status and nodes. */
export default operation({
  name: 'ListClusters',
  route: 'GET /api/clusters',
  example: { request: {}, answer: { total: 1, data: [examples.cluster] } },
  permission: 'clusters.read',
  watchable: true,
  input: t.object({}),
  output: listOf(ClusterView),
  errors: unpermitted(400),
  fails: [],
  effects: { lists: ['cluster'], readsMany: ['cluster'] },
  uses: { listDeploymentTargets, loadServerHealth },
  async run(_input, context) {
    const ids = (await all(context.list.cluster)).map(({ id }) => id)
    const clusters = (await context.readMany.cluster(ids)).sort((one, other) => (one.id < other.id ? -1 : 1))
    const watched = await context.use.loadServerHealth(clusters.flatMap(({ memberIds }) => memberIds))
    const deployments = await context.use.listDeploymentTargets()
    return list(
      clusters.map((cluster) =>
        clusterView(
          cluster,
          watched.filter(({ server }) => cluster.memberIds.includes(server.id)),
          context.at,
          deployments,
        ),
      ),
    )
  },
})
