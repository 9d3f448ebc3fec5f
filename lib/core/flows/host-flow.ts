import type { Flow } from './flow.ts'
import type { FlowServers, Hosting, HostingServer, Told } from './hosting.ts'
import { placementTargets } from './placement.ts'

/** What runtimes are to do with a flow, without the hash of its definition. Undefined of one that was never started. */
export type Wanted = Omit<Told, 'definitionSha256'>

/** Which start of a flow is the present one, from 1: one that failed has come to its end already. */
export const startGenerationOf = ({ endedStarts = 0, status }: Flow): number =>
  endedStarts + (status === 'errored' ? 0 : 1)

const wantedStates = {
  starting: 'running',
  active: 'running',
  paused: 'paused',
  stopping: 'stopped',
  inactive: 'stopped',
  errored: 'running',
} as const

/** A flow that has failed on one runtime goes on with the others, as they were told. */
export function wantedOf(flow: Flow): Wanted | undefined {
  if (flow.status === 'draft') return undefined
  const state = wantedStates[flow.status]
  return {
    state,
    startGeneration: startGenerationOf(flow),
    definitionVersion: flow.startedVersion ?? flow.definitionVersion,
    ...(state === 'stopped' && flow.stopMode ? { stopMode: flow.stopMode } : {}),
  }
}

/** Whether servers were told so already. How a stop is done does not matter once it is done. */
export function isTold(told: Told | undefined, wanted: Wanted, { status }: Pick<Flow, 'status'>): boolean {
  if (!told || told.state !== wanted.state) return false
  if (wanted.state === 'stopped') return status === 'inactive' || told.stopMode === wanted.stopMode
  return told.startGeneration === wanted.startGeneration && told.definitionVersion === wanted.definitionVersion
}

/** Whether the servers of a flow were resolved for the placement that it has now. */
export const isResolvedFor = (known: FlowServers | undefined, { placement }: Flow): known is FlowServers =>
  known !== undefined &&
  placement !== undefined &&
  JSON.stringify(known.targets) === JSON.stringify(placementTargets(placement))

/** What is to be written to the partitions of servers, and then beside the flow, for all to be told what is wanted. */
export interface HostingPlan {
  hostings: Hosting[]
  /** Absent when what is kept stays as it is. */
  after?: FlowServers
}

interface Known {
  /** As kept. */
  known?: FlowServers
  /** On which it is to be now. */
  servers: readonly HostingServer[]
  /** Given whenever the flow has been started. */
  told?: Told
}

/**
 * Tells the servers of a flow what is wanted: all of them when that is something else than before, those that joined while it is to
 * run, and those that left that they are to forget it. Each write holds only over older ones, so all of this may be repeated.
 */
export function planHosting(flow: Flow, { known, servers, told }: Known, expiresAt: number): HostingPlan {
  const { tenant, key: flowKey, id: flowId, placement } = flow
  const version = (known?.version ?? 0) + 1
  const before = known?.servers ?? []
  const [stayed, joined] = [ofThem(servers, before, true), ofThem(servers, before, false)]
  const left = ofThem(before, servers, false)
  const targets = placement ? placementTargets(placement) : []
  const isNews = told !== undefined && !(flow.status === 'errored' ? known?.told : isTold(known?.told, told, flow))
  // One that joins while the flow is stopped hears of it with the next start.
  const addressed = !told ? [] : [...(isNews ? stayed : []), ...(told.state === 'stopped' ? [] : joined)]
  const revision = revisionOf(flow, version)
  const common = { tenant, flowKey, flowId, revision }
  const hostings: Hosting[] = [
    ...(told ? addressed.map(({ serverId }): Hosting => ({ ...common, ...told, serverId })) : []),
    ...(known?.told ? left.map(({ serverId }) => removal(common, serverId, known.told, expiresAt)) : []),
  ]
  const isSame = isResolvedFor(known, flow) && joined.length === 0 && left.length === 0 && !isNews
  if (isSame) return { hostings }
  const kept = isNews ? told : known?.told
  return { hostings, after: { tenant, flowId, flowKey, version, servers, targets, told: kept } }
}

/** Has all servers forget a flow that is not on runtimes any more. `flow`: absent when it is no more. */
export const planForgetting = (known: FlowServers, flow: Flow | undefined, expiresAt: number): Hosting[] => {
  const { tenant, flowKey, flowId, version, told, servers } = known
  const revision = revisionOf({ id: flowId, version: flow?.version ?? lastVersion }, version + 1)
  const common = { tenant, flowKey, flowId, revision }
  return told ? servers.map(({ serverId }) => removal(common, serverId, told, expiresAt)) : []
}

const lastVersion = 99_999_999

/** Sorts by incarnation, then by the version of the flow, then by that of its servers. */
export const revisionOf = ({ id, version }: Pick<Flow, 'id' | 'version'>, serversVersion: number): string =>
  [id, ...[version, serversVersion].map((one) => String(one).padStart(8, '0'))].join(' ')

const removal = (
  common: Pick<Hosting, 'tenant' | 'flowKey' | 'flowId' | 'revision'>,
  serverId: string,
  told: Told | undefined,
  expiresAt: number,
): Hosting => ({
  ...common,
  serverId,
  state: 'removed',
  startGeneration: told?.startGeneration ?? 0,
  definitionVersion: told?.definitionVersion ?? 0,
  definitionSha256: told?.definitionSha256 ?? '',
  expiresAt,
})

/** Those that are among the others, or those that are not. */
function ofThem(some: readonly HostingServer[], others: readonly HostingServer[], isAmong: boolean): HostingServer[] {
  const ids = new Set(others.map(({ serverId }) => serverId))
  return some.filter(({ serverId }) => ids.has(serverId) === isAmong)
}
