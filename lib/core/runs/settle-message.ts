import type { Change, Create } from '../change.ts'
import type { Definition, Link } from '../flows/definition.ts'
import {
  createMessage,
  expiryOf,
  nextMessageId,
  sliceOf,
  type Message,
  type NewMessage,
  type Slice,
  type Sums,
} from './message.ts'
import type { StepQueue } from './queue.ts'
import type { Run } from './run.ts'
import type { Figures } from './step-error.ts'

/** How a message settled. */
export type Settlement =
  | { status: 'succeeded'; next: readonly NewMessage[]; figures?: Figures }
  | { status: 'failed'; cause: string; endsRun?: boolean; figures?: Figures }
  | { status: 'cancelled' }

/** A payload of what comes next: itself, or where the bucket holds it. */
export type NextPayload = Pick<Message, 'payload' | 'payloadId' | 'sizeBytes'>

/** A transaction takes 100 items; a settling one has others besides its new messages. */
const mostAtOnce = 90

/** The parts that next messages are made in; the last is made with the settling of the message that causes them. */
export function partsOf(next: readonly NewMessage[]): NewMessage[][] {
  const parts: NewMessage[][] = []
  for (let from = 0; from < next.length; from += mostAtOnce) parts.push(next.slice(from, from + mostAtOnce))
  return parts.length > 0 ? parts : [[]]
}

/**
 * Makes a part of what a message causes, before it settles: the messages, and the growth of `started`. No change for none. One
 * that exists already, from an attempt that got no further, is refused with `version-conflict`, and is to be left out.
 */
export const makeMessages = (run: Run, by: Message, part: readonly NewMessage[]): { change: Change } => ({
  change:
    part.length === 0
      ? []
      : [...part.map((one): Create<'message'> => createMessage(run, one)), addSums(run, by, { started: part.length })],
})

/**
 * Settles a message: it is done, its run's sums grow, and the last part of what it caused exists, in one transaction that
 * holds only while it was not settled. `component`: which one its step is of, where that is known; `out`: what it has caused in all.
 */
export function settleMessage(
  { run, message, component, at }: { run: Run; message: Message; component?: string; at: string },
  settlement: Settlement,
  last: readonly NewMessage[],
  out: number,
) {
  const sums = sumsOf({ ...message, component }, settlement, { out, started: last.length })
  const cause =
    settlement.status === 'failed'
      ? { message: settlement.cause, at, stepId: message.stepId, messageId: message.id }
      : undefined
  const settled = { status: settlement.status, settledAt: at, cause: cause?.message }
  const endsRun = settlement.status === 'failed' && settlement.endsRun && run.status === 'in-progress' && !run.isFailing
  const change: Change = [
    { kind: 'update', entity: 'message', before: message, set: settled },
    addSums(run, message, sums, { cause, ...(settlement.status === 'cancelled' ? {} : reached(message, last, at)) }),
    ...last.map((one) => createMessage(run, one)),
    ...(endsRun ? [{ kind: 'update', entity: 'run', before: run, set: { isFailing: true } } as const] : []),
  ]
  return { change }
}

/** The step that is next, or this one where nothing is. */
const reached = ({ stepId }: Message, next: readonly NewMessage[], at: string) => ({
  currentStep: next[0]?.stepId ?? stepId,
  currentStepAt: at,
})

export const addSums = (
  run: Run,
  by: Message,
  sums: Sums,
  { cause, ...reached }: Pick<Slice, 'cause' | 'currentStep' | 'currentStepAt'> = {},
) => {
  const { tenant, id: runId, flowId, flowKey } = run
  const expiresAt = expiryOf(run.deadlineAt)
  const slice = { tenant, runId, flowId, flowKey, slice: sliceOf(by.id), expiresAt, ...reached }
  return { kind: 'add', entity: 'slice', item: slice, sums, cause } as const
}

/** `out`: what the step has caused in all; `started`: what is made in the settling transaction itself. */
function sumsOf(
  { stepId, component = '' }: Pick<Message, 'stepId'> & { component?: string },
  settlement: Settlement,
  { out, started }: { out: number; started: number },
): Sums {
  if (settlement.status === 'cancelled') return { cancelled: 1 }
  const figures = Object.fromEntries(
    Object.entries(settlement.figures ?? {}).map(([name, value]) => [`figure.${name}` as const, value]),
  )
  const attempted = { [`step.in.${stepId}` as const]: 1, [`attempts.${component}` as const]: 1, ...figures }
  if (settlement.status === 'failed') return { errors: 1, [`step.errors.${stepId}` as const]: 1, ...attempted }
  return { succeeded: 1, started, [`step.out.${stepId}` as const]: out, ...attempted }
}

/** What comes next of a message: each payload along each link of its step, and what the same step is to go on with. */
export function nextMessages(
  message: Message,
  { steps, links }: Definition,
  { payloads, continuations }: { payloads: readonly NextPayload[]; continuations: readonly NextPayload[] },
  queueOf: (component: string) => StepQueue,
  at: string,
): NewMessage[] {
  const components = new Map(steps.map(({ id, component }) => [id, component]))
  const outgoing = links
    .map((link, index): [Link, number] => [link, index])
    .filter(([{ from, to }]) => from === message.stepId && components.has(to))
  return [
    ...continuations.map((payload, index): NewMessage => ({
      ...payload,
      id: nextMessageId(message.id, 'continuation', index),
      stepId: message.stepId,
      queue: message.queue,
      at,
    })),
    ...outgoing.flatMap(([{ to }, link]) =>
      payloads.map((payload, index): NewMessage => ({
        ...payload,
        id: nextMessageId(message.id, link, index),
        stepId: to,
        queue: queueOf(components.get(to) ?? ''),
        at,
      })),
    ),
  ]
}
