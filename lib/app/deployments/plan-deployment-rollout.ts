import { beginDeployment, type DeploymentRequest } from '#core/deployments/begin-deployment.ts'
import type { Deployment } from '#core/deployments/deployment.ts'
import { isOfDeployment } from '#core/rollouts/rollout.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { loadTargets } from './load-targets.ts'

/**
 * Decides on a rollout of a deployment, on all that is known of it now; who uses it commits the change. Throws
 * `deployment-refused`.
 */
export const planDeploymentRollout = useCase({
  effects: {
    reads: ['rollout'],
    readsMany: ['application-version'],
    creates: ['rollout'],
    updates: ['deployment', 'rollout', 'cluster'],
    deletes: ['deployment', 'name'],
  },
  uses: { loadTargets },
  async run(
    { read, readMany, newId, actor, use },
    deployment: Deployment,
    request: Pick<DeploymentRequest, 'kind' | 'policy'>,
  ) {
    const former = deployment.rollout && (await read.rollout(deployment.rollout.id))
    // A rollout under way may be writing servers that are neither targets nor recorded as such any more.
    const open = former?.steps.map(({ serverId }) => serverId) ?? []
    const placed = { ...deployment.placed, serverIds: [...deployment.placed.serverIds, ...open] }
    const snapshot = await use.loadTargets([{ targets: deployment.targets, placed }])
    const versions = await readMany['application-version'](deployment.applications.map(({ versionId }) => versionId))
    return beginDeployment(
      deployment,
      { ...request, id: newId(), actor },
      {
        snapshot,
        former: former && isOfDeployment(former) ? former : undefined,
        versionIds: new Set(versions.map(({ id }) => id)),
      },
    )
  },
})
