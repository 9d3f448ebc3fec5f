import { call } from '../../api/client.ts'
import { bareId } from '../../api/ids.ts'

export type Kind = 'deploy' | 'redeploy' | 'undeploy'

/** Deploys, redeploys or undeploys; gives the rollout that does it, or undefined where there is nothing to do. */
export async function rollOut(deploymentId: string, kind: Kind, maxParallel?: number): Promise<string | undefined> {
  const { rolloutId } = await call('POST /v1/deployments/{deploymentId}/rollouts', {
    path: { deploymentId: bareId(deploymentId) },
    body: { kind, policy: maxParallel === undefined ? undefined : { maxParallel } },
  })
  return rolloutId
}
