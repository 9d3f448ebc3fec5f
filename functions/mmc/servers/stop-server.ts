import { serverCommand } from '../_dialect/families/server.ts'

/** Stops a server that is up; only its own host can start it again. */
export default serverCommand.operation({
  name: 'StopServer',
  route: 'POST /api/servers/{serverId}/stop',
  example: { request: { serverId: 'local$<serverId>' }, answer: '200 OK' },
  permission: 'servers.control',
  action: 'stop',
})
