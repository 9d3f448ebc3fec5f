import { applicationsOf } from '#core/clusters/applications.ts'
import * as t from '#runtime/schema.ts'
import { watching, watchMembers } from '#runtime/watch.ts'
import { operation } from '../_dialect/dialect.ts'
import { findCluster, finding } from '../_dialect/find.ts'
import { Id, list, listOf } from '../_dialect/shapes.ts'
import { applicationWords } from '../_dialect/words.ts'

/** Lists the applications that a cluster's nodes carry; started means on every node that is up. */
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
  effects: { ...watching, reads: finding },
  async run({ clusterId }, context) {
    const cluster = await findCluster(context, clusterId)
    const applications = applicationsOf(await watchMembers(context, cluster))
    return list(applications.map(({ name, status }) => ({ name, status: applicationWords[status] })))
  },
})
