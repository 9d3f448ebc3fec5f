import { flowCounts, type ServerHealth } from '#core/servers/server-status.ts'
import type { ServerGroup } from '#core/servers/server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { toLocal } from '../ids.ts'
import { javaDate, serverWords } from '../words.ts'

export const ServerView = t.object({
  name: t.string(),
  id: t.string(),
  version: t.string(),
  groups: t.array(t.object({ name: t.string(), href: t.string() })),
  status: t.string(),
  href: t.string(),
  runningServices: t.int(),
  pausedServices: t.int(),
  stoppedServices: t.int(),
  hostIp: t.string(),
  agentUrl: t.string(),
  muleServerId: t.string(),
  started: t.string(),
  agents: t.array(t.object({ name: t.string(), description: t.string() })),
})

export const serverHref = (base: string, id: string): string => `${base}/api/servers/${toLocal(id)}`
export const groupHref = (base: string, id: string): string => `${base}/api/serverGroups/${id}`

/** `groups` are the tenant's groups there are: one that is gone is shown no more. */
export function serverView(
  base: string,
  watched: ServerHealth,
  groups: readonly ServerGroup[],
): t.Of<typeof ServerView> {
  const { server, status } = watched
  const { running = -1, paused = -1, stopped = -1 } = flowCounts([watched]) ?? {}
  const { host } = new URL(server.agentUrl)
  return {
    name: server.name,
    id: toLocal(server.id),
    version: server.runtimeVersion,
    groups: groups
      .filter(({ id }) => server.groupIds.includes(id))
      .map(({ id, name }) => ({ name, href: groupHref(base, id) })),
    status: serverWords[status],
    href: serverHref(base, server.id),
    runningServices: running,
    pausedServices: paused,
    stoppedServices: stopped,
    hostIp: server.hostIp,
    agentUrl: server.agentUrl,
    muleServerId: '00_mmc-agent',
    started: javaDate(server.observed?.startedAt ?? server.createdAt),
    agents: [
      { name: 'mmc-support', description: `Mule ESB Enterprise Support (${host})` },
      ...(server.clusterId === undefined
        ? []
        : [{ name: '_muleClusterSupportAgent', description: 'Clustering Agent' }]),
    ],
  }
}
