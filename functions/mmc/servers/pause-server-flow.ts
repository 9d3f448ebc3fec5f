import { operation } from '../_dialect/dialect.ts'
import { serverFlowCommand } from '../_dialect/server-commands.ts'

/** Pauses a running flow of a server. */
export default operation({
  name: 'PauseServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/pause',
  ...serverFlowCommand('pause'),
})
