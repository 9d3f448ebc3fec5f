import { operation } from '../_dialect/dialect.ts'
import { serverEndpointCommand } from '../_dialect/server-commands.ts'

/** Starts one endpoint of a server’s flow. */
export default operation({
  name: 'StartServerFlowEndpoint',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/endpoints/{endpointId}/start',
  aliases: ['POST /api/servers/{serverId}/{flowName}/{applicationName}/endpoints/{endpointId}/start'],
  ...serverEndpointCommand('started'),
})
