import { longestStepId, mostStepBytes } from '#core/agents/bounded-reports.ts'
import { mostFlowReports } from '#core/agents/hosted-flows.ts'
import { jsonBytes } from '#core/json-bytes.ts'
import * as t from '#runtime/declarations/schema.ts'
import { FlowKey, Generation, Id, Sentence } from '../types.ts'

const StepCounters = t.object({ in: Generation, out: Generation, errors: Generation })
export const Steps = t.record(t.string().check(t.maxLength(longestStepId)), StepCounters).check(
  t.refine<Record<string, unknown>>((steps) => jsonBytes(steps) <= mostStepBytes, {
    message: `is over ${mostStepBytes} bytes`,
    params: { kind: 'length' },
  }),
)

/** What an agent says of a flow, each time something of it has changed. */
const FlowReport = t.object({
  flow: FlowKey,
  flowId: Id,
  startGeneration: Generation,
  state: t.oneOf(['starting', 'running', 'paused', 'stopping', 'stopped', 'failed']),
  cause: t.optional(Sentence),
  currentTask: t.optional(t.string().check(t.maxLength(longestStepId))),
  lastError: t.optional(Sentence),
  steps: t.optional(Steps),
})
export const FlowReports = t.array(FlowReport).check(t.maxLength(mostFlowReports))

/** How a run stands that was begun on a runtime. */
const RunReport = t.object({
  runId: Id,
  state: t.oneOf(['in-progress', 'succeeded', 'failed']),
  cause: t.optional(Sentence),
  steps: Steps,
})
export const RunReports = t.array(RunReport).check(t.maxLength(mostFlowReports))
