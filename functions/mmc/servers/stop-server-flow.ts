import { operation } from '../_dialect/dialect.ts'
import { serverFlowCommand } from '../_dialect/server-commands.ts'

/** Stops a flow of a server. */
export default operation({
  name: 'StopServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/stop',
  ...serverFlowCommand('stop'),
})
