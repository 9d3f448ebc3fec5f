import { deploymentCommand } from '../_dialect/families/deployment.ts'
import { unpermitted } from '../_dialect/dialect.ts'

/** Deletes a deployment after removing it from its targets; its name is free at once. */
export default deploymentCommand.operation({
  name: 'DeleteDeployment',
  route: 'DELETE /api/deployments/{deploymentId}',
  example: { request: { deploymentId: 'local$<deploymentId>' }, answer: '200 OK' },
  // The original prints it under the heading of removal.
  aliases: ['DELETE /api/deployments/{deploymentId}/remove'],
  permission: 'deployments.control',
  errors: unpermitted(401),
  action: 'delete',
})
