import * as examples from '../_dialect/examples.ts'
import { serverEndpointCommand } from '../_dialect/families/server.ts'

/** Stops one endpoint of a server's flow. */
export default serverEndpointCommand.operation({
  name: 'StopServerFlowEndpoint',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/stop',
  example: { request: { ...examples.serverFlow, endpointId: 'endpoint.vm.running' }, answer: ['endpoint.vm.running'] },
  aliases: ['POST /api/servers/{serverId}/{flowName}/{applicationName}/endpoints/{endpointId}/stop'],
  permission: 'servers.control',
  action: 'stopped',
})
