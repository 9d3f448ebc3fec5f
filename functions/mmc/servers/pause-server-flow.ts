import { serverFlowCommand } from '../_dialect/server-commands.ts'

/** Pauses a running flow of a server. */
export default serverFlowCommand.operation({
  name: 'PauseServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/pause',
  permission: 'servers.control',
  action: 'pause',
})
