import { serverEndpointCommand } from '../_dialect/server-commands.ts'

/** Starts one endpoint of a server’s flow. */
export default serverEndpointCommand.operation({
  name: 'StartServerFlowEndpoint',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/start',
  aliases: ['POST /api/servers/{serverId}/{flowName}/{applicationName}/endpoints/{endpointId}/start'],
  permission: 'servers.control',
  action: 'started',
})
