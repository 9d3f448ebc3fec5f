import type { DeploymentKind } from '#core/deployments/deployment.ts'
import type { Context } from '#runtime/context.ts'
import { Reply } from '#runtime/operation.ts'
import * as t from '#runtime/schema.ts'
import { findDeployment, planRollout, rollingOut } from '#runtime/survey.ts'
import { unpermitted } from './dialect.ts'
import { Done, done, Id } from './shapes.ts'

/** What the commands on a deployment share. 200 is that it was accepted: how it goes is in the status, and in the rollout. */
export const deploymentCommand = (kind: DeploymentKind) => ({
  permission: 'deployments.control' as const,
  input: t.object({ deploymentId: Id }),
  output: Done,
  errors: unpermitted(kind === 'delete' ? 401 : 400),
  fails: ['deployment-not-found', 'deployment-refused'] as const,
  effects: rollingOut,
  async run({ deploymentId }: { deploymentId: string }, context: Context<typeof rollingOut, typeof done>) {
    const deployment = await findDeployment(context, deploymentId)
    const { rolloutId, change } = await planRollout(context, deployment, { kind, via: 'mmc' })
    const headers: Record<string, string> = rolloutId ? { 'x-sluice-rollout': rolloutId } : {}
    return context.commit(change, new Reply(done, headers))
  },
})
