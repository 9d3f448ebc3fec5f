import type { HostedFlowState, HostedStepCounters, StopMode, WantedFlowState } from '../agents/hosted-flows.ts'

/** What one server is to host of one flow, and what its agent says of it: an item in the server's partition. */
export interface Hosting {
  tenant: string
  serverId: string
  flowKey: string
  flowId: string
  /** Sorts by what it was written after (`revisionOf`): an older one never replaces it. */
  revision: string
  /** `removed`: the runtime is to forget the flow. The item stays for a day, so that nothing older brings it back. */
  state: WantedFlowState | 'removed'
  stopMode?: StopMode
  startGeneration: number
  definitionVersion: number
  definitionSha256: string
  report?: HostingReport
  /** The boot and the sequence number of the check-in that brought the report. */
  reportOrder?: string
  /** Epoch seconds after which the table drops it. */
  expiresAt?: number
}

export interface HostingReport {
  flowId: string
  startGeneration: number
  state: HostedFlowState
  cause?: string
  currentTask?: string
  lastError?: string
  steps?: Readonly<Record<string, HostedStepCounters>>
  reportedAt: string
}

/** A report, where it is of this start of this flow. */
export const reportOfStart = (
  { flowId, startGeneration }: Pick<Hosting, 'flowId' | 'startGeneration'>,
  report: HostingReport | undefined,
): HostingReport | undefined =>
  report?.flowId === flowId && report.startGeneration === startGeneration ? report : undefined

/** What the agent of a server says of a flow that is to run there, as it was last started. */
const reportedState = (hosting: Hosting): HostingReport['state'] | undefined =>
  hosting.state === 'running' ? reportOfStart(hosting, hosting.report)?.state : undefined

/** Whether a flow that is to run there has failed. */
export const hasFailed = (hosting: Hosting): boolean => reportedState(hosting) === 'failed'

/** Whether a flow that is to run there has not failed, and is not said to run since that boot. Agents of before say nothing of flows. */
export function isComingBack(hosting: Hosting, bootId: string): boolean {
  const state = reportedState(hosting)
  return state === 'starting' || (state === 'running' && !isReportedBy(hosting, bootId))
}

/** Whether what is reported was reported by that boot of the server. */
export const isReportedBy = ({ reportOrder }: Hosting, bootId: string): boolean =>
  reportOrder?.startsWith(`${bootId} `) === true

/** The servers that a flow on runtimes is hosted by, and what they were told last: an item beside the flow. */
export interface FlowServers {
  tenant: string
  flowId: string
  flowKey: string
  version: number
  servers: readonly HostingServer[]
  /** Under which names the flow is found when servers come and go. */
  targets: readonly string[]
  /** Absent while the flow has never been started there. */
  told?: Told
}

export interface HostingServer {
  serverId: string
  agentId: string
}

/** What all servers of a flow are told alike. */
export type Told = Pick<Hosting, 'state' | 'stopMode' | 'startGeneration' | 'definitionVersion' | 'definitionSha256'>

/** Leads from a server, a group or a cluster to a flow that is placed there. */
export interface PlacedFlow {
  tenant: string
  target: string
  flowKey: string
  flowId: string
}
