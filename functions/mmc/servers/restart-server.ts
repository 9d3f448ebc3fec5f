import { serverCommand } from '../_dialect/server-commands.ts'

/** Restarts a server that is up; one that is restarting already is left to it. */
export default serverCommand.operation({
  name: 'RestartServer',
  route: 'POST /api/servers/{serverId}/restart',
  example: { request: { serverId: 'local$<serverId>' }, answer: '200 OK' },
  permission: 'servers.control',
  action: 'restart',
})
