import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { formCluster } from '#core/clusters/form-cluster.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { clusterLimits } from '../_dialect/cluster-limits.ts'
import { ClusterView, clusterView } from '../_dialect/views/cluster.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Id, Name } from '../_dialect/types.ts'

/**
 * Creates a cluster of one to eight servers that are up, in no cluster and of the cluster's version; each restarts as
 * a member.
 */
export default operation({
  name: 'CreateCluster',
  route: 'POST /api/clusters',
  example: {
    request: { name: 'example-new', version: '3.8.0', nodes: ['local$<serverId>'], multicast: true },
    answer: {
      ...examples.cluster,
      name: 'example-new',
      id: '019caddf-d080-7b3c-8e95-f2a7604d1c38',
      status: '0 of 1 nodes online',
      clusterStatus: 'WAITING_FOR_RESTART',
      nodesUpCount: 0,
      nodeServerIds: ['local$<serverId>'],
      runningServices: -1,
      pausedServices: -1,
      stoppedServices: -1,
      totalServices: -1,
    },
  },
  permission: 'clusters.edit',
  input: t.object({
    name: Name,
    version: t.string().check(t.minLength(1), t.maxLength(40)),
    nodes: t.array(Id).check(t.minLength(1)),
    multicast: t.optional(t.union([t.boolean(), t.oneOf(['true', 'false'])])),
  }),
  output: ClusterView,
  status: 201,
  errors: unpermitted(400),
  fails: ['cluster-name-taken', 'cluster-refused'],
  effects: { reads: ['name'], creates: ['cluster', 'name'], updates: ['server'] },
  uses: { loadServerHealth },
  async run({ name, version, nodes, multicast = true }, context) {
    const { caller, actor, at, base, newUuid, read, commit } = context
    const nodeIds = nodes.map(fromLocal)
    const found = await context.use.loadServerHealth(nodeIds)
    const { after, change } = formCluster(
      {
        tenant: caller.tenant,
        id: newUuid(),
        name,
        runtimeVersion: version,
        multicast: String(multicast) === 'true',
        nodeIds,
        actor,
        limits: clusterLimits,
      },
      (await read.name('cluster', name)) !== undefined,
      new Map(found.map((node) => [node.server.id, node])),
    )
    const answer = clusterView(after.cluster, after.members, at)
    return commit(change, new Reply(answer, { location: `${base}/api/clusters/${after.cluster.id}` }))
  },
})
