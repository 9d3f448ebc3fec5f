import type { Run } from '#core/runs/run.ts'
import { causeText } from '#core/runs/cause-text.ts'
import { executionMessage, mostRecentExecutionMessage } from '#core/transfers/transfer-error.ts'
import * as t from '#runtime/declarations/schema.ts'
import { epochSeconds, ExecutionId, ExecutionStatus, Timestamp } from '../types.ts'
import { wireExecutionStatus } from '../words.ts'

/** A run as DescribeFlowExecutionRecords shows it (docs/dialects/appflow.md 9). */
export const ExecutionRecord = t.object({
  executionId: ExecutionId,
  executionStatus: ExecutionStatus,
  executionResult: t.object({
    errorInfo: t.optional(t.object({ putFailuresCount: t.int(), executionMessage: t.optional(t.string()) })),
    bytesProcessed: t.int(),
    bytesWritten: t.int(),
    recordsProcessed: t.int(),
  }),
  startedAt: Timestamp,
  lastUpdatedAt: Timestamp,
  dataPullStartTime: t.optional(Timestamp),
  dataPullEndTime: t.optional(Timestamp),
})

export const executionRecord = (run: Run): t.Of<typeof ExecutionRecord> => ({
  executionId: run.id,
  executionStatus: wireExecutionStatus[run.status],
  executionResult: {
    errorInfo: errorInfo(run),
    bytesProcessed: run.figures.bytesProcessed ?? 0,
    bytesWritten: run.figures.bytesWritten ?? 0,
    recordsProcessed: run.figures.recordsProcessed ?? 0,
  },
  startedAt: epochSeconds(run.startedAt),
  lastUpdatedAt: epochSeconds(run.updatedAt),
  dataPullStartTime: run.window && epochSeconds(run.window.startAt),
  dataPullEndTime: run.window && epochSeconds(run.window.endAt),
})

/** Of a run that failed, and of one that a destination refused records of. */
function errorInfo(run: Run) {
  const { putFailures: putFailuresCount = 0 } = run.figures
  if (run.status === 'failed') return { putFailuresCount, executionMessage: executionMessage(causeText(run)) }
  return run.status === 'succeeded' && putFailuresCount > 0 ? { putFailuresCount } : undefined
}

/** The newest run of a flow, as DescribeFlow and ListFlows show it. */
export const LastRunDetails = t.object({
  mostRecentExecutionMessage: t.optional(t.string()),
  mostRecentExecutionTime: Timestamp,
  mostRecentExecutionStatus: ExecutionStatus,
})

export type LastRunSeen = Pick<Run, 'status' | 'startedAt' | 'cause'>

export const lastRunDetails = (run: LastRunSeen): t.Of<typeof LastRunDetails> => ({
  mostRecentExecutionMessage: lastRunMessage(run),
  mostRecentExecutionTime: epochSeconds(run.startedAt),
  mostRecentExecutionStatus: wireExecutionStatus[run.status],
})

function lastRunMessage(run: LastRunSeen): string | undefined {
  switch (run.status) {
    case 'succeeded':
      return 'Successfully ran the flow.'
    case 'cancelled':
      return 'The flow run was canceled.'
    case 'failed':
      return mostRecentExecutionMessage(causeText(run))
    case 'in-progress':
    case 'cancelling':
      return undefined
  }
}
