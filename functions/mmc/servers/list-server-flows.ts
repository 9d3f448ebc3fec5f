import { findServerHealth } from '#app/servers/find-server-health.ts'
import { loadReportedApplications } from '#app/servers/load-reported-applications.ts'
import { flowsOf, refuseUnlessUp } from '#core/servers/runtime-flows.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { RuntimeFlowView, runtimeFlowView } from '../_dialect/views/runtime-flow.ts'
import { fromLocal, toLocal } from '../_dialect/ids.ts'
import { Id, list, listOf } from '../_dialect/types.ts'

/**
 * Lists a server's flows with their metrics; `refreshStats` requests newer metrics, which arrive with its next check-
 * in.
 */
export default operation({
  name: 'ListServerFlows',
  route: 'GET /api/servers/{serverId}/flows',
  example: {
    request: { serverId: 'local$<serverId>', refreshStats: true },
    answer: { total: 1, data: [examples.flow] },
  },
  permission: 'servers.read',
  input: t.object({ serverId: Id, refreshStats: t.optional(t.boolean()) }),
  query: ['refreshStats'],
  output: listOf(RuntimeFlowView),
  fails: ['server-not-found', 'no-server-available'],
  effects: { readsMany: ['metrics'], requestsMetrics: true },
  uses: { findServerHealth, loadReportedApplications },
  async run({ serverId, refreshStats }, context) {
    const watched = await context.use.findServerHealth(fromLocal(serverId), serverId)
    const { id, agentId } = watched.server
    refuseUnlessUp([watched])
    if (refreshStats) await context.requestMetrics([agentId])
    const metrics = await context.readMany.metrics([id])
    const flows = flowsOf(await context.use.loadReportedApplications([watched]))
    return list(flows.map((view) => runtimeFlowView(view, toLocal(id), metrics, 0)))
  },
})
