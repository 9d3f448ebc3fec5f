import { deploymentCommand } from '../_dialect/families/deployment.ts'

/**
 * Deploys a deployment's versions to its targets and removes what should no longer run there; a deployed one is
 * deployed again.
 */
export default deploymentCommand.operation({
  name: 'Deploy',
  route: 'POST /api/deployments/{deploymentId}/deploy',
  example: { request: { deploymentId: 'local$<deploymentId>' }, answer: '200 OK' },
  permission: 'deployments.control',
  action: 'deploy',
})
