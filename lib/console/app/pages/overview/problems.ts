import type { Answer } from '../../api/client.ts'
import { lastingId } from '../../api/ids.ts'
import { byName } from '../../parts/by-name.ts'
import { flowPath } from '../../parts/flow-path.ts'
import { standOf } from '../deployments/stand.ts'
import { absenceOf, type Detail } from '../server/absence.ts'
import { isAway } from '../server/is-up.ts'

/** Something that somebody ought to look at. */
export interface Problem {
  id: string
  severity: 'error' | 'warning'
  what: string
  why: string
  /** Where to look. */
  to: string
  since?: string
}

/** What the overview knows; each is missing where it has not come yet, or may not be seen. */
export interface Estate {
  servers?: Answer<'GET /mmc/api/servers'>['data']
  /** Of servers that are down, by id. */
  details?: ReadonlyMap<string, Pick<Detail, 'lease'>>
  clusters?: Answer<'GET /mmc/api/clusters'>['data']
  deployments?: Answer<'GET /mmc/api/deployments'>['data']
  rollouts?: Answer<'GET /v1/rollouts'>['rollouts']
  flows?: Answer<'GET /v1/flows'>['flows']
  /** Those that failed, newest first. */
  runs?: Answer<'GET /v1/runs'>['runs']
  /** When the newest run of a flow that succeeded began, by flow. */
  successes?: ReadonlyMap<string, string>
}

/** What is wrong in an estate: what is down, then other errors, then warnings. Runs that failed count once for each flow. */
export function problemsOf(estate: Estate, nameOf = (handle: string) => handle): Problem[] {
  const { servers, details, clusters, deployments, rollouts, flows, runs, successes } = estate
  // Errors stay in this order: what is down comes first.
  const problems = [
    ...(servers ?? []).toSorted(byName).flatMap((server) => serverProblem(server, details?.get(server.id))),
    ...(clusters ?? []).toSorted(byName).flatMap(clusterProblem),
    ...openRollouts(rollouts ?? []).flatMap(rolloutProblem),
    ...(deployments ?? []).flatMap(deploymentProblem),
    ...(flows ?? []).flatMap(flowProblem),
    ...runProblems(runs ?? [], successes, nameOf),
  ]
  return problems.sort((one, other) => rankOf(one) - rankOf(other))
}

const rankOf = ({ severity }: Problem): number => (severity === 'warning' ? 1 : 0)

type One<K extends 'servers' | 'clusters' | 'deployments' | 'rollouts' | 'flows' | 'runs'> = NonNullable<
  Estate[K]
>[number]

function serverProblem(server: One<'servers'>, detail: Pick<Detail, 'lease'> | undefined): Problem[] {
  const { id, name, status } = server
  const to = `/servers/${id}`
  if (isAway(server)) {
    const { isSilent, what, remedy } = absenceOf(server, detail)
    const problem = { id: `server-${id}`, what: `Server ${name} is down`, why: `${what}. ${remedy}`, to }
    return [{ ...problem, severity: isSilent ? 'error' : 'warning' }]
  }
  if (status !== 'WARN') return []
  return [
    { id: `server-${id}`, severity: 'warning', what: `Server ${name}`, why: 'One of its applications failed.', to },
  ]
}

function clusterProblem({ id, name, clusterStatus, status }: One<'clusters'>): Problem[] {
  if (clusterStatus === 'OK' || clusterStatus === 'WAITING_FOR_RESTART') return []
  const to = `/clusters/${id}`
  if (clusterStatus === 'STOPPED')
    return [
      {
        id: `cluster-${id}`,
        severity: 'error',
        what: `Cluster ${name} is down`,
        why: `${status}.`,
        to,
      },
    ]
  return [{ id: `cluster-${id}`, severity: 'warning', what: `Cluster ${name}`, why: `${status}.`, to }]
}

/** Without those that a newer rollout of the same target has overcome. The newest come first. */
function openRollouts(rollouts: readonly One<'rollouts'>[]): One<'rollouts'>[] {
  const overcome = new Set<string>()
  return rollouts.filter(({ target, status }) => {
    // A deployment's id is another after each change of its content.
    const key = target.kind === 'deployment' ? lastingId(target.id) : target.id
    if (status === 'succeeded') overcome.add(key)
    return status !== 'failed' || !overcome.has(key)
  })
}

function rolloutProblem({ id, kind, target, status, cause, endedAt }: One<'rollouts'>): Problem[] {
  const to = `/rollouts/${id}`
  if (status === 'paused') {
    const why = 'Paused: no further server is taken until somebody resumes it.'
    return [{ id, severity: 'warning', what: `${titled(kind)} of ${target.name}`, why, to }]
  }
  if (status !== 'failed' || !isRecent(endedAt)) return []
  const what = `${titled(kind)} of ${target.name} failed`
  return [{ id, severity: 'error', what, why: cause ?? 'Its page says on which server.', to, since: endedAt }]
}

/** `restart` as `Restart`. */
export const titled = (kind: string): string => kind.charAt(0).toUpperCase() + kind.slice(1)

/** Whether a deployment says that something is to run somewhere at all. */
export const hasTargets = ({ servers, clusterIds }: Pick<One<'deployments'>, 'servers' | 'clusterIds'>): boolean =>
  servers.length + clusterIds.length > 0

function deploymentProblem(deployment: One<'deployments'>): Problem[] {
  const { id, name } = deployment
  const to = `/deployments/${id}`
  const stand = standOf(deployment)
  if (stand === 'failed') {
    const why = 'It was not carried out on all of its servers.'
    return [{ id, severity: 'error', what: `Deployment ${name} failed`, why, to }]
  }
  if (stand !== 'deployed' && stand !== 'drifted') return []
  const what = `Deployment ${name}`
  if (!hasTargets(deployment))
    return [{ id, severity: 'warning', what, why: 'It has no targets any more, so it runs nowhere.', to }]
  return stand === 'drifted'
    ? [{ id, severity: 'warning', what, why: 'A server is down, or does not run what it should.', to }]
    : []
}

const flowProblem = ({ handle, label, updatedAt }: One<'flows'>): Problem[] => [
  {
    id: `flow-${handle}`,
    severity: 'error',
    what: `Flow ${label}`,
    why: 'It is errored: it will not run until it is started again.',
    to: flowPath(handle),
    since: updatedAt,
  },
]

/** Flows whose newest runs failed; what has succeeded since has been overcome. */
function runProblems(
  runs: readonly One<'runs'>[],
  successes: Estate['successes'],
  nameOf: (handle: string) => string,
): Problem[] {
  const open = runs.filter(({ flow, startedAt }) => startedAt > (successes?.get(flow) ?? ''))
  const byFlow = Map.groupBy(open, ({ flow }) => flow)
  return [...byFlow].map(([flow, [newest, ...others]]) => ({
    id: `runs-${flow}`,
    severity: 'error' as const,
    what: others.length === 0 ? `Run of ${nameOf(flow)} failed` : `${others.length + 1} runs of ${nameOf(flow)} failed`,
    why: newest?.cause?.message ?? 'Its page says why.',
    to: `/runs/${newest?.id}`,
    since: newest?.endedAt,
  }))
}

const day = 86_400_000

const isRecent = (at: string | undefined): boolean => at !== undefined && Date.now() - Date.parse(at) < day
