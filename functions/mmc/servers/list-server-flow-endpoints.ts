import { findServerHealth } from '#app/servers/find-server-health.ts'
import { loadReportedApplications } from '#app/servers/load-reported-applications.ts'
import { findFlow } from '#core/servers/runtime-flows.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { endpointViews, EndpointView } from '../_dialect/views/runtime-flow.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Id, list, listOf } from '../_dialect/types.ts'

/** Lists the inbound endpoints of a server's flow. */
export default operation({
  name: 'ListServerFlowEndpoints',
  route: 'GET /api/servers/{serverId}/flows/{flowName}/{applicationName}/endpoints',
  example: { request: examples.serverFlow, answer: { total: 1, data: [examples.endpoint] } },
  spans: 'flowName',
  permission: 'servers.read',
  input: t.object({ serverId: Id, flowName: Id, applicationName: Id }),
  output: listOf(EndpointView),
  fails: ['server-not-found', 'runtime-flow-not-found'],
  effects: { readsMany: ['metrics'] },
  uses: { findServerHealth, loadReportedApplications },
  async run({ serverId, flowName, applicationName }, context) {
    const watched = await context.use.findServerHealth(fromLocal(serverId), serverId)
    const { id } = watched.server
    const carriers = await context.use.loadReportedApplications([watched])
    const flow = findFlow(carriers, applicationName, flowName)
    return list(endpointViews(flow, await context.readMany.metrics([id])))
  },
})
