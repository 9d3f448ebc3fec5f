import { deploymentCommand } from '../_dialect/deployment-commands.ts'

/** Puts a deployment's versions on its targets, and takes away what is not to be there any more; deployed already, it is deployed again. */
export default deploymentCommand.operation({
  name: 'Deploy',
  route: 'POST /api/deployments/{deploymentId}/deploy',
  example: { request: { deploymentId: '<deploymentId>' }, answer: '200 OK' },
  permission: 'deployments.control',
  action: 'deploy',
})
