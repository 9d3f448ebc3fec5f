import { serverFlowCommand } from '../_dialect/server-commands.ts'

/** Starts a flow of a server. */
export default serverFlowCommand.operation({
  name: 'StartServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/start',
  permission: 'servers.control',
  action: 'start',
})
