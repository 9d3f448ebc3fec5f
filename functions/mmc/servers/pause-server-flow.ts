import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { serverFlowCommand } from '../_dialect/server-commands.ts'

/** Pauses a running flow of a server. */
export default operation({
  name: 'PauseServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/pause',
  example: { request: examples.serverFlow, answer: { mediaType: 'text/plain', text: 'The flow paused successfully' } },
  ...serverFlowCommand('pause'),
})
