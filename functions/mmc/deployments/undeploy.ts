import { deploymentCommand } from '../_dialect/deployment-commands.ts'
import { operation } from '../_dialect/dialect.ts'

/** Takes everything of a deployment away from wherever it is; with nothing there it changes nothing. */
export default operation({
  name: 'Undeploy',
  route: 'POST /api/deployments/{deploymentId}/undeploy',
  example: { request: { deploymentId: '<deploymentId>' }, answer: '200 OK' },
  ...deploymentCommand('undeploy'),
})
