import type { Create, Delete, Update } from '../change.ts'
import { lockedUntil, pending, type Request } from '../rollouts/begin-rollout.ts'
import { releaseClusters } from '../clusters/release.ts'
import { supersede } from '../rollouts/end-rollout.ts'
import {
  isFinished,
  defaultDeploymentPolicy,
  type DeploymentPolicy,
  type DeploymentRollout,
} from '../rollouts/rollout.ts'
import { freeName } from '../names.ts'
import { effectiveVersions, type Deployment, type DeploymentKind } from './deployment.ts'
import { deploymentStatus } from './deployment-status.ts'
import { staleServers, refuseAllDown, refused, assertDeployable, refuseTooLarge, stepsFor } from './deployment-steps.ts'
import { liveTargets, serversOf, type TargetSnapshot } from './targets.ts'

export interface DeploymentRequest extends Request {
  kind: DeploymentKind
  policy?: Partial<DeploymentPolicy>
}

/** What is known besides the deployment: its snapshot, its rollout in progress, and which versions are in the repository. */
export interface Surroundings {
  snapshot: TargetSnapshot
  former: DeploymentRollout | undefined
  versionIds: ReadonlySet<string>
}

type BeginChange = (Create<'rollout'> | Update<'deployment' | 'rollout' | 'cluster'> | Delete<'deployment' | 'name'>)[]

/**
 * Begins a rollout of a deployment, or finds that there is nothing to be done. It takes the place of one under way, whose
 * servers it goes over too: whatever that one still writes is refused or undone. A tombstone frees the name in the same
 * write. Throws `deployment-refused` when nothing can be attempted (docs/dialects/mmc.md 4).
 */
export function beginDeployment(
  deployment: Deployment,
  request: DeploymentRequest,
  { snapshot, former, versionIds }: Surroundings,
): { after: { rolloutId?: string; rollout?: DeploymentRollout }; change: BeginChange } {
  const { kind, id, actor } = request
  const { at } = actor
  const inProgress = former && !isFinished(former) ? former : undefined
  const isDeleting = deployment.status === 'deleting'
  if (isDeleting && kind !== 'delete') throw refused(`Deployment ${deployment.name} is being deleted.`)
  // Asked again for what is under way: nothing new happens.
  if (inProgress && isUnderWay(inProgress, kind, deployment, at))
    return { after: { rolloutId: inProgress.id }, change: [] }

  const isPlacing = kind === 'deploy' || kind === 'redeploy'
  const targets = liveTargets(deployment, snapshot)
  const wanted = isPlacing ? serversOf(targets, snapshot) : []
  if (isPlacing) assertDeployable(deployment, wanted, versionIds)
  const leaving = staleServers(deployment, wanted, snapshot, inProgress)
  const servers = [...wanted, ...leaving]
  refuseTooLarge(servers)
  // One that is being deleted has given its name back: it may be another's by now.
  const freeing = kind === 'delete' && !isDeleting ? [freeName('deployment', deployment)] : []
  const ended = inProgress ? [supersede(inProgress, `Rollout ${id} (${kind}) took its place.`, at)] : []
  // The next one takes them when their turn comes.
  const freed = inProgress ? releaseClusters([...snapshot.clusters.values()], inProgress.id).change : []
  if (servers.length === 0)
    return { after: {}, change: [...withoutServers(deployment, kind, inProgress), ...freeing, ...ended, ...freed] }
  if (kind === 'undeploy') refuseAllDown(servers)

  const rollout = rolloutOf(deployment, request, isPlacing, stepsFor(wanted, leaving))
  const set = {
    status: kind === 'delete' ? ('deleting' as const) : deployment.status,
    cause: undefined,
    rollout: { id, kind: rollout.kind, revision: deployment.revision, deadlineAt: lockedUntil(rollout) },
    placed: {
      serverIds: servers.filter(({ server }) => !server.clusterId).map(({ server }) => server.id),
      clusterIds: [...new Set(servers.flatMap(({ server }) => server.clusterId ?? []))],
    },
    updatedAt: at,
    updatedBy: actor.name,
  }
  return {
    after: { rolloutId: id, rollout },
    change: [
      { kind: 'create', entity: 'rollout', item: rollout, taken: 'version-conflict', message: 'The id is taken.' },
      { kind: 'update', entity: 'deployment', before: deployment, set },
      ...freeing,
      ...ended,
      ...freed,
    ],
  }
}

/** What becomes of a deployment that no server has anything to do for: gone, or undeployed if it was not. */
function withoutServers(
  deployment: Deployment,
  kind: DeploymentKind,
  inProgress: DeploymentRollout | undefined,
): BeginChange {
  if (kind === 'delete') return [{ kind: 'delete', entity: 'deployment', before: deployment }]
  if (deployment.status === 'undeployed' && !inProgress) return []
  const set = { status: 'undeployed', cause: undefined, rollout: undefined } as const
  return [{ kind: 'update', entity: 'deployment', before: deployment, set }]
}

function rolloutOf(
  deployment: Deployment,
  request: DeploymentRequest,
  isPlacing: boolean,
  steps: DeploymentRollout['steps'],
): DeploymentRollout {
  const { kind, actor } = request
  const policy = { ...defaultDeploymentPolicy, ...request.policy }
  return {
    ...pending(deployment.tenant, request, policy),
    // Deploying what is deployed already begins it again.
    kind: kind === 'deploy' && deploymentStatus(deployment, actor.at) === 'deployed' ? 'redeploy' : kind,
    target: { kind: 'deployment', id: deployment.id, name: deployment.name },
    policy,
    applications: isPlacing ? effectiveVersions(deployment) : [],
    revision: deployment.revision,
    steps,
  }
}

const isUnderWay = (
  inProgress: DeploymentRollout,
  kind: DeploymentKind,
  { revision }: Deployment,
  at: string,
): boolean =>
  (inProgress.kind === kind || (kind === 'deploy' && inProgress.kind === 'redeploy')) &&
  inProgress.revision === revision &&
  inProgress.status !== 'paused' &&
  !inProgress.isCancelling &&
  at < inProgress.deadlineAt
