import * as examples from '../_dialect/examples.ts'
import { serverFlowCommand } from '../_dialect/families/server.ts'

/** Starts a flow of a server. */
export default serverFlowCommand.operation({
  name: 'StartServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/start',
  example: {
    request: { ...examples.serverFlow, flowName: 'Stopped' },
    answer: { mediaType: 'text/plain', text: 'The flow started successfully' },
  },
  permission: 'servers.control',
  action: 'start',
})
