import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadReportedApplications } from '#app/servers/load-reported-applications.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { findFlow } from '#core/servers/runtime-flows.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { endpointViews, EndpointView } from '../_dialect/views/runtime-flow.ts'
import { Id, list, listOf } from '../_dialect/types.ts'

/** Lists the inbound endpoints of a cluster's flow. */
export default operation({
  name: 'ListClusterFlowEndpoints',
  route: 'GET /api/clusters/{clusterId}/flows/{flowName}/{applicationName}/endpoints',
  example: { request: examples.clusterFlow, answer: { total: 1, data: [examples.endpoint] } },
  spans: 'flowName',
  permission: 'clusters.read',
  input: t.object({ clusterId: Id, flowName: Id, applicationName: Id }),
  output: listOf(EndpointView),
  fails: ['cluster-not-found', 'runtime-flow-not-found'],
  effects: { readsMany: ['metrics'] },
  uses: { findCluster, loadServerHealth, loadReportedApplications },
  async run({ clusterId, flowName, applicationName }, context) {
    const cluster = await context.use.findCluster(clusterId)
    const carriers = await context.use.loadReportedApplications(await context.use.loadServerHealth(cluster.memberIds))
    const flow = findFlow(carriers, applicationName, flowName)
    return list(endpointViews(flow, await context.readMany.metrics(cluster.memberIds)))
  },
})
