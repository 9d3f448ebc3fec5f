import type { Run } from '#core/runs/run.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

const StepCounters = t.object({ in: t.int(), out: t.int(), errors: t.int() })

/** What became of one run: messages begun with and caused, and of each step how many it was handed, and how they ended. */
export const ExecutionRecord = t.object({
  _id: t.string(),
  flowExecId: t.string(),
  flowId: t.string(),
  tenant: t.optional(t.string()),
  started: t.int(),
  succeeded: t.int(),
  errors: t.int(),
  stepCounters: t.record(t.string(), StepCounters),
  startedNodes: t.array(t.string()),
  succeededNodes: t.array(t.string()),
  createdAt: Instant,
  updatedAt: Instant,
})

/** A run as the hub shows it. Its `out` of a step is what the step was done with, not what that caused. */
export function executionRecord(run: Run): t.Of<typeof ExecutionRecord> {
  const { started, succeeded, errors } = run.counters
  const steps = Object.entries(run.steps)
    .map(([id, step]) => [id, { in: step.in, out: step.in - step.errors, errors: step.errors }] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return {
    // A time and what is random, as every id of the hub.
    _id: run.id.replaceAll('-', '').slice(0, 24),
    flowExecId: run.externalId ?? run.id,
    flowId: run.flowId,
    ...(run.startedBy?.organisation === undefined ? {} : { tenant: run.startedBy.organisation }),
    started,
    succeeded,
    errors,
    stepCounters: Object.fromEntries(steps),
    startedNodes: steps.map(([id]) => id),
    succeededNodes: steps.filter(([, { out }]) => out > 0).map(([id]) => id),
    createdAt: run.startedAt,
    updatedAt: run.updatedAt,
  }
}
