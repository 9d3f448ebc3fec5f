import type { Definition } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import { flowLifecycle } from '#core/flows/lifecycle.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'
import { LastRunView, lastRunView, type ShownRun } from './last-run.ts'

export const MadeBy = t.oneOf(['appflow', 'flow-manager', 'oih'])
export const Status = t.oneOf(flowLifecycle.states as [Flow['status'], ...Flow['status'][]])
export const TriggerKind = t.oneOf(['on-demand', 'schedule', 'webhook', 'event'])
const Endpoint = t.object({ kind: t.string(), label: t.optional(t.string()) })

const summary = {
  id: t.string(),
  handle: t.string(),
  label: t.string(),
  madeBy: MadeBy,
  status: Status,
  description: t.optional(t.string()),
  triggerKind: TriggerKind,
  source: t.optional(Endpoint),
  destination: t.optional(Endpoint),
  tags: t.record(t.string(), t.string()),
  createdAt: Instant,
  createdBy: t.string(),
  updatedAt: Instant,
  updatedBy: t.string(),
  /** The newest of its runs, of those that are kept. */
  lastRun: t.optional(LastRunView),
}

/** What a list shows of a flow. */
export const FlowSummary = t.object(summary)
type Summarised = Pick<Flow, Exclude<keyof typeof summary, 'lastRun'>>

export const flowSummary = (flow: Summarised, lastRun?: ShownRun): t.Of<typeof FlowSummary> => ({
  id: flow.id,
  handle: flow.handle,
  label: flow.label,
  madeBy: flow.madeBy,
  status: flow.status,
  description: flow.description,
  triggerKind: flow.triggerKind,
  source: flow.source,
  destination: flow.destination,
  tags: flow.tags,
  createdAt: flow.createdAt,
  createdBy: flow.createdBy,
  updatedAt: flow.updatedAt,
  updatedBy: flow.updatedBy,
  lastRun: lastRun && lastRunView(lastRun),
})

/** What a command did to one flow of several, or would do. */
export const FlowOutcome = t.object({
  /** As it was named, or its handle. */
  flow: t.string(),
  outcome: t.oneOf(['changed', 'unchanged', 'refused', 'failed']),
  status: t.optional(Status),
  error: t.optional(t.object({ code: t.string(), message: t.string() })),
})

export const FlowView = t.object({
  ...summary,
  /** When the present state began. */
  since: Instant,
  statusMessage: t.optional(t.string()),
  owners: t.array(t.string()),
  trigger: t.looseObject({ kind: TriggerKind }),
  /** The newest version of what it does, in the words of no dialect. */
  definition: t.object({
    version: t.int(),
    steps: t.array(t.looseObject({ id: t.string(), component: t.string() })),
    links: t.array(t.looseObject({ from: t.string(), to: t.string() })),
  }),
  startedVersion: t.optional(t.int()),
  /** Components of steps that are neither built in nor registered: such a step fails when its turn comes. */
  unresolvedComponents: t.array(t.string()),
  /** Steps whose settings do not fit their built-in component: such a step fails when its turn comes. */
  settingsProblems: t.array(t.object({ step: t.string(), message: t.string() })),
  /** Rises with every change: a watcher that has seen it has seen all before it. */
  version: t.int(),
})

/** A flow with all of its description and the newest version of its definition. */
export const flowView = (
  flow: Flow,
  { steps, links, description }: Definition,
  { unresolved, problems }: { unresolved: string[]; problems: { step: string; message: string }[] },
  lastRun?: ShownRun,
): t.Of<typeof FlowView> => ({
  ...flowSummary(flow, lastRun),
  description,
  since: flow.since,
  statusMessage: flow.statusMessage,
  owners: [...flow.owners],
  trigger: { ...flow.trigger },
  definition: {
    version: flow.definitionVersion,
    steps: steps.map((step) => ({ ...step })),
    links: links.map((link) => ({ ...link })),
  },
  startedVersion: flow.startedVersion,
  unresolvedComponents: unresolved,
  settingsProblems: problems,
  version: flow.version,
})
