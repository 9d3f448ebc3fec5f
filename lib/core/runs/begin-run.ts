import type { Change, Create } from '../change.ts'
import { DomainError } from '../errors.ts'
import type { Flow } from '../flows/flow.ts'
import { transferStepId } from '../flows/transfer-step.ts'
import { secondsAfter } from '../time.ts'
import type { Starter } from '../usage/usage.ts'
import { countRun } from './count-run.ts'
import { createMessage, firstMessageId } from './message.ts'
import type { StepQueue } from './queue.ts'
import { runLimitSeconds } from './run-limits.ts'
import type { Run, RunTrigger } from './run.ts'

/** What a run begins with: a message at each first step of the definition, or those of another run that failed. */
export interface FirstMessage {
  stepId: string
  queue: StepQueue
  payload?: unknown
  payloadId?: string
  /** The run under which the bucket holds the payload, where that is another one. */
  payloadRunId?: string
  sizeBytes?: number
}

export interface NewRun {
  id: string
  trigger: RunTrigger
  /** Who asks for it: a flow that runs on demand is started by that. */
  asker?: Starter
  first: readonly FirstMessage[]
  /** Of a definition that the flow no longer runs; the flow's own without. */
  definitionVersion?: number
  /** Of a webhook's run: what its caller calls it. */
  externalId?: string
  /** Of a run that does again what another one did: what that took. */
  window?: Run['window']
  windowSource?: string
}

/** What a run of a flow that AppFlow made begins with, without reading its definition. */
export const transferMessages: readonly FirstMessage[] = [{ stepId: transferStepId, queue: 'long-steps' }]

/** A transaction takes 100 items and 4 MB; the one that begins a run has others besides its messages. */
const mostAtOnce = 90
const mostBytesAtOnce = 3_000_000

/**
 * Begins a run of an active flow, which must still be as it was read when the run is written. Refused: `flow-not-active`,
 * `flow-without-first-step`, `run-quota-exceeded`. With the id of a run that has begun already: `version-conflict`. More first
 * messages than a transaction holds are to be made before it, by `firstMessagesAhead`.
 */
export function beginRun(flow: Flow, { id, trigger, asker, first, definitionVersion, ...more }: NewRun) {
  if (flow.status !== 'active') throw notActive(flow)
  if (first.length === 0) throw new DomainError('flow-without-first-step', `Flow ${flow.handle} has no first step.`)
  const [inTransaction = []] = inParts(first)
  const run: Run = {
    ...runOf(flow, { id, trigger, asker, definitionVersion }, first),
    madeAhead: first.length > inTransaction.length ? first.length - inTransaction.length : undefined,
    externalId: more.externalId,
    window: more.window,
    windowSource: more.windowSource,
    activatedAt: flow.triggerKind === 'schedule' ? flow.activatedAt : undefined,
  }
  const change = [
    { kind: 'check', entity: 'flow', before: flow },
    createRun(run),
    ...inTransaction.map((message, index) => createFirst(run, message, index)),
    ...countRun(run, 1).change,
  ] as const satisfies Change
  return { after: run, change }
}

/** A run that begins with these messages. */
export function runOf(
  flow: Flow,
  { id, trigger, asker, definitionVersion }: Pick<NewRun, 'id' | 'trigger' | 'asker' | 'definitionVersion'>,
  first: readonly FirstMessage[],
): Run {
  const { tenant, key: flowKey, id: flowId, handle: flowName, madeBy } = flow
  const { at } = trigger
  return {
    tenant,
    flowId,
    flowKey,
    flowName,
    madeBy,
    id,
    version: 1,
    definitionVersion: definitionVersion ?? flow.startedVersion ?? flow.definitionVersion,
    status: 'in-progress',
    trigger,
    startedBy: starterOf(flow, asker),
    begunWith: first.length,
    startedAt: at,
    updatedAt: at,
    deadlineAt: secondsAfter(at, runLimitSeconds(madeBy)),
    counters: { started: first.length, succeeded: 0, errors: 0, cancelled: 0 },
    steps: {},
    figures: {},
    currentStep: first[0]?.stepId,
  }
}

/**
 * The first messages of a run that are beyond what the transaction of its beginning holds: changes to be made before it, one
 * after the other. A worker that meets one of them before the run is there leaves it alone, and the relay sends them when it
 * is. One that an earlier attempt at the same run has made is refused with `version-conflict`, and is as it should be.
 */
export function firstMessagesAhead(run: Run, first: readonly FirstMessage[]): { change: Create<'message'>[][] } {
  const [inTransaction = [], ...parts] = inParts(first)
  let index = inTransaction.length
  return { change: parts.map((part) => part.map((message) => createFirst(run, message, index++))) }
}

/** Whose run it is: who started the flow last, else who made it. */
const starterOf = ({ triggerKind, startedBy, createdBy }: Flow, asker: Starter | undefined): Starter =>
  (triggerKind === 'on-demand' ? asker : startedBy) ?? { id: createdBy }

function createFirst(run: Run, message: FirstMessage, index: number): Create<'message'> {
  const { id, trigger, startedAt: at } = run
  // The clock goes by the minute and calls ahead of due times within it.
  const waiting = trigger.dueAt !== undefined && trigger.dueAt > at ? { notBefore: trigger.dueAt } : {}
  return createMessage(run, { sizeBytes: 0, ...waiting, ...message, id: firstMessageId(id, index), at })
}

function inParts(messages: readonly FirstMessage[]): FirstMessage[][] {
  const parts: FirstMessage[][] = []
  let bytes = 0
  for (const message of messages) {
    const own = message.payloadId === undefined ? (message.sizeBytes ?? 0) : 0
    const part = parts.at(-1)
    bytes += own
    if (part && part.length < mostAtOnce && bytes <= mostBytesAtOnce) part.push(message)
    else {
      parts.push([message])
      bytes = own
    }
  }
  return parts
}

export const createRun = (item: Run): Create<'run'> => ({
  kind: 'create',
  entity: 'run',
  item,
  taken: 'version-conflict',
  message: 'The run has begun already.',
})

export const notActive = ({ handle }: Flow): DomainError =>
  new DomainError('flow-not-active', `Flow ${handle} is not active. Start it before it is run.`)
