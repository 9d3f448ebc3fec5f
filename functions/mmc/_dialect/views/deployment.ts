import { deploymentStatus, isReconciled } from '#core/deployments/deployment-status.ts'
import type { Deployment } from '#core/deployments/deployment.ts'
import { publicIdOf } from '#core/deployments/public-id.ts'
import { liveTargets, type TargetSnapshot } from '#core/deployments/targets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { toLocal } from '../ids.ts'
import { deploymentWords, gmtDate } from '../words.ts'

export const DeploymentView = t.object({
  name: t.string(),
  id: t.string(),
  lastModified: t.string(),
  status: t.string(),
  reconciled: t.boolean(),
  href: t.string(),
  servers: t.array(t.string()),
  clusterIds: t.array(t.string()),
  clusterNames: t.array(t.string()),
  applications: t.array(t.string()),
})

/** A deployment as it is, with the targets there still are. */
export function deploymentView(
  base: string,
  deployment: Deployment,
  snapshot: TargetSnapshot,
  at: string,
): t.Of<typeof DeploymentView> {
  const targets = liveTargets(deployment, snapshot)
  const clusterIds = targets.filter(({ kind }) => kind === 'cluster').map(({ id }) => id)
  const id = toLocal(publicIdOf(deployment))
  return {
    name: deployment.name,
    id,
    lastModified: gmtDate(deployment.lastModifiedAt),
    status: deploymentWords[deploymentStatus(deployment, at)],
    reconciled: isReconciled(deployment, snapshot, at),
    href: `${base}/api/deployments/${id}`,
    // Groups are shown among the servers, by their bare ids, as they were given.
    servers: targets.flatMap((one) =>
      one.kind === 'server' ? [toLocal(one.id)] : one.kind === 'server-group' ? [one.id] : [],
    ),
    clusterIds,
    clusterNames: clusterIds.map((one) => snapshot.clusters.get(one)?.name ?? ''),
    applications: deployment.applications.map(({ versionId }) => toLocal(versionId)),
  }
}
