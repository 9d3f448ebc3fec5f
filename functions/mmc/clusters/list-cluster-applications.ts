import { findCluster } from '#app/clusters/find-cluster.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { applicationsOf } from '#core/servers/runtime-applications.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { Id, list, listOf } from '../_dialect/types.ts'
import { applicationWords } from '../_dialect/words.ts'

/** Lists the applications that a cluster's nodes host; `STARTED` means started on every node that is up. */
export default operation({
  name: 'ListClusterApplications',
  route: 'GET /api/clusters/{clusterId}/applications',
  example: {
    request: { clusterId: '<clusterId>' },
    answer: { total: 1, data: [{ name: '<applicationName>', status: 'STARTED' }] },
  },
  permission: 'clusters.read',
  input: t.object({ clusterId: Id }),
  output: listOf(t.object({ name: t.string(), status: t.string() })),
  fails: ['cluster-not-found'],
  uses: { findCluster, loadServerHealth },
  async run({ clusterId }, context) {
    const cluster = await context.use.findCluster(clusterId)
    const applications = applicationsOf(await context.use.loadServerHealth(cluster.memberIds))
    return list(applications.map(({ name, status }) => ({ name, status: applicationWords[status] })))
  },
})
