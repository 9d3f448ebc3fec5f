import { operation } from '../_dialect/dialect.ts'
import { serverOrder } from '../_dialect/server-commands.ts'

/** Stops a server that is up; only its own host can start it again. */
export default operation({
  name: 'StopServer',
  route: 'POST /api/servers/{serverId}/stop',
  example: { request: { serverId: 'local$<serverId>' }, answer: '200 OK' },
  ...serverOrder('stop'),
})
