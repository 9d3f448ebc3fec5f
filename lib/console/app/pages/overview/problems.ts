import type { Answer } from '../../api/client.ts'
import { flowPath } from '../../parts/flow-path.ts'

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
  clusters?: Answer<'GET /mmc/api/clusters'>['data']
  deployments?: Answer<'GET /mmc/api/deployments'>['data']
  rollouts?: Answer<'GET /v1/rollouts'>['rollouts']
  flows?: Answer<'GET /v1/flows'>['flows']
  runs?: Answer<'GET /v1/runs'>['runs']
}

/** What is wrong in an estate, errors first. Runs that failed count once for each flow. */
export function problemsOf({ servers, clusters, deployments, rollouts, flows, runs }: Estate): Problem[] {
  const problems = [
    ...(servers ?? []).flatMap(serverProblem),
    ...(clusters ?? []).flatMap(clusterProblem),
    ...(rollouts ?? []).flatMap(rolloutProblem),
    ...(deployments ?? []).flatMap(deploymentProblem),
    ...(flows ?? []).flatMap(flowProblem),
    ...runProblems(runs ?? []),
  ]
  return problems.sort((one, other) => (one.severity < other.severity ? -1 : one.severity > other.severity ? 1 : 0))
}

type One<K extends keyof Estate> = NonNullable<Estate[K]>[number]

function serverProblem({ id, name, status }: One<'servers'>): Problem[] {
  if (status === 'OK' || status === 'STARTING' || status === 'WAITING_FOR_RESTART') return []
  const words: Record<string, string> = {
    UNKNOWN: 'Its agent has never been heard of.',
    STOPPED: 'It is stopped, or its agent is not heard of any more.',
    WARN: 'Not all of its applications run.',
  }
  const severity = status === 'WARN' ? 'warning' : 'error'
  return [{ id: `server-${id}`, severity, what: `Server ${name}`, why: words[status] ?? status, to: `/servers/${id}` }]
}

function clusterProblem({ id, name, clusterStatus, status }: One<'clusters'>): Problem[] {
  if (clusterStatus === 'OK' || clusterStatus === 'WAITING_FOR_RESTART') return []
  const severity = clusterStatus === 'STOPPED' ? 'error' : 'warning'
  return [{ id: `cluster-${id}`, severity, what: `Cluster ${name}`, why: `${status}.`, to: `/clusters/${id}` }]
}

function rolloutProblem({ id, kind, target, status, cause, endedAt }: One<'rollouts'>): Problem[] {
  const what = `${kind} of ${target.name}`
  const to = `/rollouts/${id}`
  if (status === 'paused') return [{ id, severity: 'warning', what, why: 'The rollout is paused.', to }]
  if (status !== 'failed' || !isRecent(endedAt)) return []
  return [{ id, severity: 'error', what, why: cause ?? 'The rollout failed.', to, since: endedAt }]
}

function deploymentProblem({ id, name, status, reconciled }: One<'deployments'>): Problem[] {
  const to = `/deployments/${id}`
  const what = `Deployment ${name}`
  if (status === 'FAILED')
    return [{ id, severity: 'error', what, why: 'It was not carried out on all of its servers.', to }]
  if (status !== 'DEPLOYED' || reconciled) return []
  return [{ id, severity: 'warning', what, why: 'A server does not run what it should.', to }]
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

function runProblems(runs: readonly One<'runs'>[]): Problem[] {
  const byFlow = Map.groupBy(runs, ({ flow }) => flow)
  return [...byFlow].map(([flow, [newest, ...others]]) => ({
    id: `runs-${flow}`,
    severity: 'error' as const,
    what: others.length === 0 ? `A run of ${flow}` : `${others.length + 1} runs of ${flow}`,
    why: newest?.cause?.message ?? 'It failed.',
    to: `/runs/${newest?.id}`,
    since: newest?.endedAt,
  }))
}

const day = 86_400_000

const isRecent = (at: string | undefined): boolean => at !== undefined && Date.now() - Date.parse(at) < day
