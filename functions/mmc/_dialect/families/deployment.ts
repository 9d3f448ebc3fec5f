import { findDeployment } from '#app/deployments/find-deployment.ts'
import { planDeploymentRollout } from '#app/deployments/plan-deployment-rollout.ts'
import type { DeploymentKind } from '#core/deployments/deployment.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { family, unpermitted } from '../dialect.ts'
import { fromLocal } from '../ids.ts'
import { Done, done, Id } from '../types.ts'

/** The family of commands on a deployment. 200 is that it was accepted: how it goes is in the status, and in the rollout. */
export const deploymentCommand = family({
  input: t.object({ deploymentId: Id }),
  output: Done,
  errors: unpermitted(400),
  fails: ['deployment-not-found', 'deployment-refused'],
  uses: { findDeployment, planDeploymentRollout },
  async run({ deploymentId }, { use, commit }, kind: DeploymentKind) {
    const deployment = await use.findDeployment(fromLocal(deploymentId), deploymentId)
    const { after, change } = await use.planDeploymentRollout(deployment, { kind })
    const headers: Record<string, string> = after.rolloutId ? { 'x-sluice-rollout': after.rolloutId } : {}
    return commit(change, new Reply(done, headers))
  },
})
