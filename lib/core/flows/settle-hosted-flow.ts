import type { Change } from '../change.ts'
import type { Flow } from './flow.ts'
import { startGenerationOf } from './host-flow.ts'
import { reportOfStart, type HostingReport } from './hosting.ts'
import { flowLifecycle } from './lifecycle.ts'
import { settled } from './settle-flow.ts'

/** How a server stands that is to host a flow. */
export interface Standing {
  serverId: string
  agentId: string
  /** Whether its agent is heard, and hosts flows: one that is not holds nothing up. */
  isLive: boolean
  /** What it was told: nothing, of a server that joined while the flow was stopped. */
  isTold: boolean
  report?: HostingReport
}

export type Verdict = { move: 'started' | 'stopped' } | { move: 'fail'; cause: string }

/**
 * What the reports of its runtimes make of a flow: a starting one is started when each live one runs it, and there is one; a stopping
 * one is stopped when no live one runs it; one that is to run fails with the first that says it has failed. Undefined: nothing yet.
 */
export function judgeReports(flow: Flow, standings: readonly Standing[]): Verdict | undefined {
  const live = standings.filter(({ isLive }) => isLive)
  if (flow.status === 'stopping') return live.every((one) => hasStopped(flow, one)) ? { move: 'stopped' } : undefined
  if (flow.status !== 'starting' && flow.status !== 'active' && flow.status !== 'paused') return undefined
  const generation = startGenerationOf(flow)
  const reports = live.map(({ report }) => ofStart(flow, generation, report))
  const failed = reports.find((report) => report?.state === 'failed')
  if (failed) return { move: 'fail', cause: failed.cause ?? 'A runtime reports that it failed, and not why.' }
  const runs = reports.length > 0 && reports.every((report) => report?.state === 'running')
  return flow.status === 'starting' && runs ? { move: 'started' } : undefined
}

/** The step that a live runtime of a flow was last handed something by: of the newest report of this start that names one. */
export function reportedTask(flow: Flow, standings: readonly Standing[]): string | undefined {
  const generation = startGenerationOf(flow)
  const reports = standings.flatMap(({ isLive, report }) => (isLive ? (ofStart(flow, generation, report) ?? []) : []))
  const naming = reports.filter(({ currentTask }) => currentTask !== undefined)
  return naming.toSorted((one, other) => (one.reportedAt < other.reportedAt ? 1 : -1))[0]?.currentTask
}

/** What is said of this start of this flow. */
const ofStart = ({ id }: Flow, generation: number, report: HostingReport | undefined) =>
  reportOfStart({ flowId: id, startGeneration: generation }, report)

/** One that was told and has said nothing yet may be starting it. */
const hasStopped = ({ id }: Flow, { isTold, report }: Standing): boolean =>
  report === undefined ? !isTold : report.flowId !== id || report.state === 'stopped' || report.state === 'failed'

/** Moves a flow on runtimes on, as it was when it was looked at. No change when its runtimes do not say so. */
export function settleHostedFlow(flow: Flow, standings: readonly Standing[], at: string) {
  const verdict = judgeReports(flow, standings)
  const failure = verdict?.move === 'fail' ? verdict.cause : undefined
  const change = (verdict ? [settled(flow, flowLifecycle.moves[verdict.move], at, failure)] : []) satisfies Change
  return { change }
}
