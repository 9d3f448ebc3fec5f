import { findFlow } from '#core/clusters/flows.ts'
import * as t from '#runtime/schema.ts'
import { watchingFlows, watchMembers, withApplications } from '#runtime/watch.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { findCluster, finding } from '../_dialect/find.ts'
import { endpointViews, EndpointView } from '../_dialect/flow-view.ts'
import { Id, list, listOf } from '../_dialect/shapes.ts'

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
  effects: { ...watchingFlows, readsMany: [...watchingFlows.readsMany, 'figures'], reads: finding },
  async run({ clusterId, flowName, applicationName }, context) {
    const cluster = await findCluster(context, clusterId)
    const carriers = await withApplications(context, await watchMembers(context, cluster))
    const flow = findFlow(carriers, applicationName, flowName)
    return list(endpointViews(flow, await context.readMany.figures(cluster.memberIds)))
  },
})
