import { operation } from '../_dialect/dialect.ts'
import { serverFlowCommand } from '../_dialect/server-commands.ts'

/** Starts a flow of a server. */
export default operation({
  name: 'StartServerFlow',
  route: 'POST /api/servers/{serverId}/flows/{flowName}/{applicationName}/start',
  ...serverFlowCommand('start'),
})
