import { findDeployment } from '#app/deployments/find-deployment.ts'
import { loadTargets } from '#app/deployments/load-targets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { DeploymentView, deploymentView } from '../_dialect/views/deployment.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Id } from '../_dialect/types.ts'

/** Returns a deployment, in a form that serves clients that expect a list as well as those that expect the object. */
export default operation({
  name: 'GetDeployment',
  route: 'GET /api/deployments/{deploymentId}',
  example: {
    request: { deploymentId: 'local$<deploymentId>' },
    answer: { ...examples.deployment, total: 1, data: [examples.deployment] },
  },
  permission: 'deployments.read',
  watchable: true,
  input: t.object({ deploymentId: Id }),
  output: t.extend(DeploymentView, { total: t.int(), data: t.array(DeploymentView) }),
  fails: ['deployment-not-found'],
  uses: { findDeployment, loadTargets },
  async run({ deploymentId }, context) {
    const deployment = await context.use.findDeployment(fromLocal(deploymentId), deploymentId)
    const view = deploymentView(context.base, deployment, await context.use.loadTargets([deployment]), context.at)
    return { ...view, total: 1, data: [view] }
  },
})
