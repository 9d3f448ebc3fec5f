import { findDeployment } from '#app/deployments/find-deployment.ts'
import { planDeploymentRollout } from '#app/deployments/plan-deployment-rollout.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { DeploymentPolicyInput, RolloutView, rolloutView } from './_dialect/views/rollout.ts'

/** Deploys, redeploys or undeploys a deployment by a policy; when there is nothing to do, no rollout starts. */
export default operation({
  name: 'RollOutDeployment',
  route: 'POST /deployments/{deploymentId}/rollouts',
  example: {
    request: { deploymentId: '<deploymentId>', kind: 'deploy', policy: { maxParallel: 2 } },
    answer: { rolloutId: '019caddfd08073c0a4e5f2b6' },
  },
  permission: 'deployments.control',
  input: t.strictObject({
    /** Its present UUID: what the MMC dialect shows after `local$`. */
    deploymentId: t.string().check(t.maxLength(64)),
    kind: t.oneOf(['deploy', 'redeploy', 'undeploy']),
    policy: t.optional(DeploymentPolicyInput),
    clientToken: t.optional(t.string().check(t.minLength(1), t.maxLength(64))),
  }),
  output: t.object({ rolloutId: t.optional(t.string()), rollout: t.optional(RolloutView) }),
  fails: ['deployment-not-found', 'deployment-refused', 'token-reused'],
  uses: { findDeployment, planDeploymentRollout },
  clientToken: { member: 'clientToken', lifetimeSeconds: 24 * 60 * 60 },
  async run({ deploymentId, kind, policy }, context) {
    const deployment = await context.use.findDeployment(deploymentId)
    const { after, change } = await context.use.planDeploymentRollout(deployment, { kind, policy })
    const { rolloutId, rollout } = after
    const headers: Record<string, string> = rolloutId ? { 'x-sluice-rollout': rolloutId } : {}
    return context.commit(change, new Reply({ rolloutId, rollout: rollout && rolloutView(rollout) }, headers))
  },
})
