import { serverCommand } from '../_dialect/families/server.ts'

/** Restarts a server that is up; a restart in progress is left unchanged. */
export default serverCommand.operation({
  name: 'RestartServer',
  route: 'POST /api/servers/{serverId}/restart',
  example: { request: { serverId: 'local$<serverId>' }, answer: '200 OK' },
  permission: 'servers.control',
  action: 'restart',
})
