import * as examples from '../_dialect/examples.ts'
import { serverFlowCommand } from '../_dialect/families/server.ts'

/** Stops a flow of a server. */
export default serverFlowCommand.operation({
  name: 'StopServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/stop',
  example: { request: examples.serverFlow, answer: { mediaType: 'text/plain', text: 'The flow stopped successfully' } },
  permission: 'servers.control',
  action: 'stop',
})
