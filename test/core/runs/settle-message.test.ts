import { describe, expect, test } from 'vitest'
import type { Add, Change } from '../../../lib/core/change.ts'
import {
  firstMessageId,
  nextMessageId,
  sliceOf,
  type Message,
  type NewMessage,
} from '../../../lib/core/runs/message.ts'
import {
  makeMessages,
  nextMessages,
  partsOf,
  settleMessage,
  type Settlement,
} from '../../../lib/core/runs/settle-message.ts'
import { storedRun } from '../../_harness/runnable-flows.ts'

const at = '2026-01-01T00:00:01.000Z'
const run = storedRun()
const message: Message = {
  tenant: 'default',
  runId: run.id,
  flowId: run.flowId,
  flowKey: run.flowKey,
  id: firstMessageId(run.id, 0),
  version: 3,
  stepId: 'a',
  queue: 'steps',
  status: 'waiting',
  sizeBytes: 0,
  createdAt: run.startedAt,
  expiresAt: 0,
}
const next = (count: number): NewMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    id: nextMessageId(message.id, 0, index),
    stepId: 'b',
    queue: 'steps',
    payload: index,
    sizeBytes: 1,
    at,
  }))
const settle = (settlement: Settlement, last: NewMessage[] = [], out = last.length) =>
  settleMessage({ run, message, at }, settlement, last, out).change
const addOf = (change: Change | undefined) => change?.find((write): write is Add => write.kind === 'add')
const createdIn = (change: Change | undefined) =>
  (change ?? []).flatMap((write) => (write.kind === 'create' && write.entity === 'message' ? [write.item.id] : []))

describe('a message that settles', () => {
  test('as succeeded adds itself and what it caused to the slice it lies in, in one change', () => {
    const change = settle({ status: 'succeeded', next: next(2), figures: { bytes: 5 } }, next(2))
    expect(change?.[0]).toMatchObject({
      kind: 'update',
      entity: 'message',
      before: { version: 3 },
      set: { status: 'succeeded', settledAt: at },
    })
    expect(addOf(change)).toMatchObject({
      item: { runId: run.id, slice: sliceOf(message.id) },
      sums: { succeeded: 1, started: 2, 'step.in.a': 1, 'step.out.a': 2, 'figure.bytes': 5 },
    })
    expect(addOf(change)?.cause).toBeUndefined()
    expect(createdIn(change)).toEqual(next(2).map(({ id }) => id))
  })

  test('as failed adds an error and says why, and ends its run where its component does', () => {
    const change = settle({ status: 'failed', cause: 'No.', endsRun: true, figures: { bytes: 5 } })
    expect(addOf(change)).toMatchObject({
      sums: { errors: 1, 'step.in.a': 1, 'step.errors.a': 1, 'figure.bytes': 5 },
      cause: { message: 'No.', at, stepId: 'a', messageId: message.id },
    })
    expect(change?.[0]).toMatchObject({ set: { status: 'failed', cause: 'No.' } })
    expect(change).toContainEqual({ kind: 'update', entity: 'run', before: run, set: { isFailing: true } })
    const other = settle({ status: 'failed', cause: 'No.' })
    expect(other.some(({ entity }) => entity === 'run')).toBe(false)
  })

  test('as cancelled counts as nothing but that: its step was never handed it', () => {
    const change = settle({ status: 'cancelled' })
    expect(change?.[0]).toMatchObject({ set: { status: 'cancelled', settledAt: at } })
    expect(addOf(change)?.sums).toEqual({ cancelled: 1 })
  })

  test.each([
    [0, [0]],
    [90, [90]],
    [91, [90, 1]],
    [200, [90, 90, 20]],
  ])('%i next messages are made %j at a time', (count, parts) => {
    expect(partsOf(next(count)).map((part) => part.length)).toEqual(parts)
  })

  test('makes a part ahead with the growth of what was started, and nothing for nothing', () => {
    const { change } = makeMessages(run, message, next(3))
    expect(createdIn(change)).toEqual(next(3).map(({ id }) => id))
    expect(addOf(change)?.sums).toEqual({ started: 3 })
    expect(change.some(({ kind }) => kind === 'update')).toBe(false)
    expect(makeMessages(run, message, []).change).toEqual([])
  })

  test('counts what it makes itself, and for its step all that it has caused', () => {
    const change = settle({ status: 'succeeded', next: [] }, next(5), 95)
    expect(addOf(change)?.sums).toMatchObject({ started: 5, succeeded: 1, 'step.out.a': 95 })
    expect(createdIn(change)).toHaveLength(5)
  })
})

describe('what comes next', () => {
  const definition = {
    steps: ['a', 'b', 'c'].map((id) => ({ id, component: id === 'c' ? 's3-transfer' : 'log', settings: {} })),
    links: [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
      { from: 'a', to: 'c' },
      { from: 'a', to: 'nowhere' },
    ],
    details: {},
  }
  const outcomes = {
    payloads: [1, 2].map((payload) => ({ payload, sizeBytes: 1 })),
    continuations: [{ payload: 'on', sizeBytes: 4 }],
  }
  const queueOf = (component: string) => (component === 's3-transfer' ? 'long-steps' : 'steps') as never
  const found = nextMessages(message, definition, outcomes, queueOf, at)

  test('goes along each link of the step that leads somewhere, and to the step itself', () => {
    expect(found.map(({ stepId, payload, queue }) => [stepId, payload, queue])).toEqual([
      ['a', 'on', 'steps'],
      ['b', 1, 'steps'],
      ['b', 2, 'steps'],
      ['c', 1, 'long-steps'],
      ['c', 2, 'long-steps'],
    ])
  })

  test('has ids that follow from the message, the link and the index, and no two the same', () => {
    expect(new Set(found.map(({ id }) => id)).size).toBe(5)
    expect(nextMessages(message, definition, outcomes, queueOf, 'later').map(({ id }) => id)).toEqual(
      found.map(({ id }) => id),
    )
    const other = { ...message, id: nextMessageId(message.id, 0, 9) }
    expect(nextMessages(other, definition, outcomes, queueOf, at)[0]?.id).not.toBe(found[0]?.id)
  })
})

test('messages are spread over all slices', () => {
  const slices = Array.from({ length: 400 }, (_, index) => sliceOf(firstMessageId(run.id, index)))
  expect(new Set(slices)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]))
})
