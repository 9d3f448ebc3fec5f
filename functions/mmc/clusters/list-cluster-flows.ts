import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadReportedApplications } from '#app/servers/load-reported-applications.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { flowsOf, refuseUnlessUp } from '#core/servers/runtime-flows.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { RuntimeFlowView, runtimeFlowView } from '../_dialect/views/runtime-flow.ts'
import { Id, list, listOf } from '../_dialect/types.ts'

/**
 * Lists a cluster's flows with their metrics; `refreshStats` requests newer metrics, which arrive with the nodes'
 * next check-in.
 */
export default operation({
  name: 'ListClusterFlows',
  route: 'GET /api/clusters/{clusterId}/flows',
  example: {
    request: { clusterId: '<clusterId>', refreshStats: true },
    answer: { total: 1, data: [{ ...examples.flow, id: '<memberId>/Running', serverId: '<memberId>' }] },
  },
  permission: 'clusters.read',
  input: t.object({ clusterId: Id, refreshStats: t.optional(t.boolean()) }),
  query: ['refreshStats'],
  output: listOf(RuntimeFlowView),
  fails: ['cluster-not-found', 'no-server-available'],
  effects: { readsMany: ['metrics'], requestsMetrics: true },
  uses: { findCluster, loadServerHealth, loadReportedApplications },
  async run({ clusterId, refreshStats }, context) {
    const cluster = await context.use.findCluster(clusterId)
    const members = await context.use.loadServerHealth(cluster.memberIds)
    refuseUnlessUp(members)
    if (refreshStats) await context.requestMetrics(members.map(({ server }) => server.agentId))
    const metrics = await context.readMany.metrics(cluster.memberIds)
    const flows = flowsOf(await context.use.loadReportedApplications(members))
    return list(flows.map((view) => runtimeFlowView(view, cluster.id, metrics, -1)))
  },
})
