import { findServerHealth } from '#app/servers/find-server-health.ts'
import { applicationsOf } from '#core/servers/runtime-applications.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Id, list, listOf } from '../_dialect/types.ts'
import { applicationWords } from '../_dialect/words.ts'

const ApplicationView = t.object({
  name: t.string(),
  status: t.string(),
  configResources: t.array(t.string()),
  appProperties: t.record(t.string(), t.string()),
  redeploymentEnabled: t.boolean(),
  parentFirstClassLoader: t.boolean(),
})

/** Lists the applications that a server hosts, while it is up. */
export default operation({
  name: 'ListServerApplications',
  route: 'GET /api/servers/{serverId}/applications',
  example: {
    request: { serverId: 'local$<serverId>' },
    answer: {
      total: 1,
      data: [
        {
          name: '<applicationName>',
          status: 'STARTED',
          configResources: ['mule-config.xml'],
          appProperties: { 'app.home': 'apps/<applicationName>', 'app.name': '<applicationName>' },
          redeploymentEnabled: true,
          parentFirstClassLoader: false,
        },
      ],
    },
  },
  permission: 'servers.read',
  input: t.object({ serverId: Id }),
  output: listOf(ApplicationView),
  fails: ['server-not-found'],
  uses: { findServerHealth },
  async run({ serverId }, context) {
    const applications = applicationsOf([await context.use.findServerHealth(fromLocal(serverId), serverId)])
    return list(
      applications.map(({ name, status }) => ({
        name,
        status: applicationWords[status],
        configResources: ['mule-config.xml'],
        appProperties: { 'app.home': `apps/${name}`, 'app.name': name },
        redeploymentEnabled: true,
        parentFirstClassLoader: false,
      })),
    )
  },
})
