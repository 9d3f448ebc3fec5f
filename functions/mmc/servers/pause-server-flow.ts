import * as examples from '../_dialect/examples.ts'
import { serverFlowCommand } from '../_dialect/families/server.ts'

/** Pauses a running flow of a server. */
export default serverFlowCommand.operation({
  name: 'PauseServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/pause',
  example: { request: examples.serverFlow, answer: { mediaType: 'text/plain', text: 'The flow paused successfully' } },
  permission: 'servers.control',
  action: 'pause',
})
