import { findServerHealth } from '#app/servers/find-server-health.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { ServerView, serverView } from './_dialect/views/server.ts'

/** Returns a server: its status, its agent's lease, how far the agent is with what is wanted, and its applications. */
export default operation({
  name: 'GetServer',
  route: 'GET /servers/{serverId}',
  example: {
    request: { serverId: '<serverId>' },
    answer: {
      id: '<serverId>',
      name: '<serverName>',
      status: 'ok',
      agentUrl: 'https://host-1.example.com:7777/',
      hostIp: '192.0.2.10',
      runtimeVersion: '3.8.0',
      desiredGeneration: 4,
      lease: {
        status: 'running',
        observedGeneration: 4,
        lastSeenAt: '2026-03-02T09:30:00.000Z',
        endsAt: '2026-03-02T09:30:55.000Z',
        hostsFlows: false,
      },
      startedAt: '2026-03-02T09:00:00.000Z',
      applications: [],
      createdAt: '2026-03-02T09:00:00.000Z',
      createdBy: 'owner',
    },
  },
  permission: 'servers.read',
  watchable: true,
  /** A bare UUID: what the MMC dialect shows after `local$`. */
  input: t.strictObject({ serverId: t.string().check(t.maxLength(64)) }),
  output: ServerView,
  fails: ['server-not-found'],
  uses: { findServerHealth },
  async run({ serverId }, { use }) {
    return serverView(await use.findServerHealth(serverId))
  },
})
