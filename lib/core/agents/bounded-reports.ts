import { jsonBytes } from '../json-bytes.ts'
import {
  mostFlowReports,
  type HostedFlowReport,
  type HostedRunReport,
  type HostedStepCounters,
} from './hosted-flows.ts'

/** What one report may hold: more is refused, with everything else that a check-in says. */
export const longestStepId = 200
export const longestSentence = 500
/** Decades of messages, and far from what a number holds exactly. */
export const mostCounted = 1e9
/** Steps are counted as far as they fit an item beside everything else that is kept of a flow. */
export const mostStepBytes = 60_000

/** What reports of one kind in one check-in may take together: far less than a request may have. */
const mostBytes = 1_500_000

type Steps = Record<string, HostedStepCounters>

/** A report as it is taken, whatever the flow, its steps and its errors are: steps that have no room are left out. */
export function boundedFlowReport(report: HostedFlowReport): HostedFlowReport {
  const { cause, lastError, currentTask, steps } = report
  return {
    ...report,
    cause: cause?.slice(0, longestSentence),
    lastError: lastError?.slice(0, longestSentence),
    currentTask: currentTask && isShort(currentTask) ? currentTask : undefined,
    steps: steps && boundedSteps(steps),
  }
}

export function boundedRunReport(report: HostedRunReport): HostedRunReport {
  return { ...report, cause: report.cause?.slice(0, longestSentence), steps: boundedSteps(report.steps) }
}

/** The first of some reports, as many as one check-in takes. */
export function firstReports<T>(reports: readonly T[]): T[] {
  let bytes = 0
  const end = reports.findIndex((report, index) => {
    bytes += jsonBytes(report)
    return index > 0 && bytes > mostBytes
  })
  return reports.slice(0, Math.min(mostFlowReports, end < 0 ? reports.length : end))
}

function boundedSteps(steps: Steps): Steps {
  const kept: [string, HostedStepCounters][] = []
  let bytes = 2
  for (const [id, counts] of Object.entries(steps)) {
    if (!isShort(id)) continue
    const counted = {
      in: Math.min(counts.in, mostCounted),
      out: Math.min(counts.out, mostCounted),
      errors: Math.min(counts.errors, mostCounted),
    }
    bytes += jsonBytes({ [id]: counted })
    if (bytes > mostStepBytes) break
    kept.push([id, counted])
  }
  return Object.fromEntries(kept)
}

const isShort = (id: string): boolean => id.length <= longestStepId
