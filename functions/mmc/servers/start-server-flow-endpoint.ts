import * as examples from '../_dialect/examples.ts'
import { serverEndpointCommand } from '../_dialect/families/server.ts'

/** Starts one endpoint of a server's flow. */
export default serverEndpointCommand.operation({
  name: 'StartServerFlowEndpoint',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/start',
  example: { request: { ...examples.serverFlow, endpointId: 'endpoint.vm.running' }, answer: ['endpoint.vm.running'] },
  aliases: ['POST /api/servers/{serverId}/{flowName}/{applicationName}/endpoints/{endpointId}/start'],
  permission: 'servers.control',
  action: 'started',
})
