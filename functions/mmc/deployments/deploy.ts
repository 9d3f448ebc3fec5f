import { deploymentCommand } from '../_dialect/deployment-commands.ts'
import { operation } from '../_dialect/dialect.ts'

/** Puts a deployment's versions on its targets, and takes away what is not to be there any more; deployed already, it is deployed again. */
export default operation({
  name: 'Deploy',
  route: 'POST /api/deployments/{deploymentId}/deploy',
  example: { request: { deploymentId: '<deploymentId>' }, answer: '200 OK' },
  ...deploymentCommand('deploy'),
})
