import type { Message } from '#core/runs/message.ts'
import type { Run } from '#core/runs/run.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'
import { MadeBy } from './flow.ts'
import { MessageView, messageView } from './message.ts'

/** A UUID, in either case and with or without what separates it: anything else is no run. */
export const RunId = t.string().check(t.maxLength(64))

export const runStatuses = ['in-progress', 'cancelling', 'succeeded', 'failed', 'cancelled'] as const
export const RunStatus = t.oneOf(runStatuses)

const Cause = t.object({
  message: t.string(),
  at: Instant,
  stepId: t.optional(t.string()),
  messageId: t.optional(t.string()),
})

const summary = {
  id: t.string(),
  /** The flow's handle. */
  flow: t.string(),
  flowId: t.string(),
  madeBy: MadeBy,
  /** The version of the flow's definition that it keeps to. */
  definitionVersion: t.int(),
  status: RunStatus,
  trigger: t.object({
    kind: t.oneOf(['on-demand', 'schedule', 'webhook', 'api', 'retry']),
    at: Instant,
    by: t.string(),
    /** The due time of a schedule. */
    dueAt: t.optional(Instant),
    /** The run whose failed messages it takes up. */
    of: t.optional(t.string()),
  }),
  /** What the caller of a webhook calls it. */
  externalId: t.optional(t.string()),
  startedAt: Instant,
  updatedAt: Instant,
  endedAt: t.optional(Instant),
  /** It is ended as failed if it has not ended by then. */
  deadlineAt: Instant,
  /** Messages: it is over when `started` is the sum of the others. */
  counters: t.object({ started: t.int(), succeeded: t.int(), errors: t.int(), cancelled: t.int() }),
  /** What its steps have counted, as `recordsProcessed`. */
  figures: t.record(t.string(), t.number()),
  cause: t.optional(Cause),
  cancelledBy: t.optional(t.string()),
  /** What an incremental pull takes: from `startAt` up to and without `endAt`. */
  window: t.optional(t.object({ startAt: Instant, endAt: Instant })),
}

/** What a list shows of a run. */
export const RunSummary = t.object(summary)

export const runSummary = (run: Run): t.Of<typeof RunSummary> => ({
  id: run.id,
  flow: run.flowName,
  flowId: run.flowId,
  madeBy: run.madeBy,
  definitionVersion: run.definitionVersion,
  status: run.status,
  trigger: { ...run.trigger },
  externalId: run.externalId,
  startedAt: run.startedAt,
  updatedAt: run.updatedAt,
  endedAt: run.endedAt,
  deadlineAt: run.deadlineAt,
  counters: { ...run.counters },
  figures: { ...run.figures },
  cause: run.cause && { ...run.cause },
  cancelledBy: run.cancelledBy,
  window: run.window && { ...run.window },
})

export const RunView = t.object({
  ...summary,
  /** Those that messages have reached, by id. */
  steps: t.array(
    t.object({
      id: t.string(),
      in: t.int(),
      out: t.int(),
      errors: t.int(),
      messages: t.optional(t.array(MessageView)),
    }),
  ),
  /** Present where the run has more messages than were looked at: there may be newer ones than those shown. */
  hasMoreMessages: t.optional(t.literal(true)),
})

/** Messages to be shown, newest first, and what of their content is. */
export interface ShownMessages {
  messages: readonly Message[]
  contents: ReadonlyMap<string, unknown>
  isSample: boolean
}

/** A run with its steps and, where they were asked for, messages of each. */
export function runView(run: Run, shown?: ShownMessages): t.Of<typeof RunView> {
  const byStep = Map.groupBy(shown?.messages ?? [], ({ stepId }) => stepId)
  const counted = new Map(Object.entries(run.steps))
  const ids = [...new Set([...counted.keys(), ...byStep.keys()])].sort()
  return {
    ...runSummary(run),
    steps: ids.map((id) => ({
      id,
      ...(counted.get(id) ?? { in: 0, out: 0, errors: 0 }),
      messages: shown && (byStep.get(id) ?? []).map((message) => messageView(message, shown.contents)),
    })),
    hasMoreMessages: shown?.isSample === true ? true : undefined,
  }
}
