import { serverFlowCommand } from '../_dialect/server-commands.ts'

/** Stops a flow of a server. */
export default serverFlowCommand.operation({
  name: 'StopServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/stop',
  permission: 'servers.control',
  action: 'stop',
})
