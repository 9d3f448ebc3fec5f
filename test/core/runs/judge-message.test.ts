import { expect, test } from 'vitest'
import { cancelRun, failRun } from '../../../lib/core/runs/cancel-run.ts'
import { judgeMessage } from '../../../lib/core/runs/judge-message.ts'
import type { Message } from '../../../lib/core/runs/message.ts'
import { dueRunId } from '../../../lib/core/runs/run-id.ts'
import { runEvent } from '../../../lib/core/runs/run-events.ts'
import { sendDelay } from '../../../lib/core/runs/send-message.ts'
import { expiredPlaces, placeOf } from '../../../lib/core/runs/step-places.ts'
import type { Flow } from '../../../lib/core/flows/flow.ts'
import type { Run } from '../../../lib/core/runs/run.ts'
import { storedFlow } from '../../_harness/flow-items.ts'
import { storedRun } from '../../_harness/runnable-flows.ts'

const now = '2026-01-01T00:01:00.000Z'
const later = '2026-01-01T00:02:00.000Z'
const message = (more: Partial<Message> = {}): Message => ({
  tenant: 'default',
  runId: 'r',
  flowId: 'f',
  flowKey: 'f',
  id: '0',
  version: 1,
  stepId: 'a',
  queue: 'steps',
  status: 'waiting',
  sizeBytes: 0,
  createdAt: now,
  expiresAt: 0,
  ...more,
})
const run = storedRun
const flow = storedFlow({ status: 'active' })

test.each([
  ['nothing', undefined, run(), flow, 'drop'],
  ['a message without its run', message(), undefined, flow, 'drop'],
  ['one that has settled', message({ status: 'failed' }), run(), flow, 'drop'],
  ['one of a run that is over', message(), run({ status: 'failed' }), flow, 'drop'],
  ['one of a run that is being cancelled', message(), run({ status: 'cancelling' }), flow, 'cancel'],
  ['one of a run that has failed', message(), run({ isFailing: true }), flow, 'cancel'],
  ['one whose flow is gone', message(), run(), undefined, 'cancel'],
  ['one whose flow was made anew', message(), run(), storedFlow({ id: 'b'.repeat(24) }), 'cancel'],
  ['one whose run is past its deadline', message(), run({ deadlineAt: now }), flow, 'overdue'],
  ['one whose flow is paused', message(), run(), storedFlow({ status: 'paused' }), 'park'],
  ['a parked one whose flow goes on', message({ status: 'parked' }), run(), flow, 'run'],
  ['one whose flow was stopped since', message(), run(), storedFlow({ status: 'inactive' }), 'run'],
  ['one that is to wait', message({ notBefore: later }), run(), flow, 'wait'],
  ['one whose time has come', message({ notBefore: now }), run(), flow, 'run'],
  [
    'a parked one of a run that is being cancelled',
    message({ status: 'parked' }),
    run({ status: 'cancelling' }),
    storedFlow({ status: 'paused' }),
    'cancel',
  ],
] satisfies [string, Message | undefined, Run | undefined, Flow | undefined, string][])(
  '%s',
  (_what, of, its, and, verdict) => {
    expect(judgeMessage(of, its, and, now)).toBe(verdict)
  },
)

test.each([
  ['a new message is sent at once', undefined, message(), 0],
  ['one that is to wait is sent for its time', undefined, message({ notBefore: later }), 60],
  [
    'one that is to wait for long is sent again after 15 minutes',
    undefined,
    message({ notBefore: '2026-01-02T00:00:00.000Z' }),
    900,
  ],
  ['one that waits is sent whenever it was changed', message(), message({ version: 2, queue: 'long-steps' }), 0],
  ['one that did not change is not', message(), message(), undefined],
  ['one that is parked is not', message(), message({ version: 2, status: 'parked' }), undefined],
  ['one that has settled is not', message(), message({ version: 2, status: 'succeeded' }), undefined],
  ['one that has expired is not', message(), undefined, undefined],
])('%s', (_what, before, after, delay) => {
  expect(sendDelay(before, after, now)).toBe(delay)
})

test('a run in progress is cancelled by whom it says, once; one that has ended is not', () => {
  const actor = { at: now, name: 'ann' }
  const { after, change } = cancelRun(run(), actor)
  expect(after).toMatchObject({ status: 'cancelling', cancelledBy: 'ann', updatedAt: now })
  expect(change).toHaveLength(1)
  expect(cancelRun(run({ status: 'cancelling' }), actor).change).toEqual([])
  for (const status of ['succeeded', 'failed', 'cancelled'] as const)
    expect(() => cancelRun(run({ status }), actor)).toThrow(expect.objectContaining({ code: 'run-over' }))
})

test('a run fails by an error of its own once, and not after its end', () => {
  expect(failRun(run(), 'Late.', now).after).toMatchObject({ isFailing: true, cause: { message: 'Late.', at: now } })
  expect(failRun(run({ isFailing: true }), 'Late.', now).change).toEqual([])
  expect(failRun(run({ status: 'succeeded' }), 'Late.', now).change).toEqual([])
})

test.each([
  [undefined, run(), 'run.started'],
  [run(), run({ status: 'succeeded', endedAt: later }), 'run.succeeded'],
  [run(), run({ status: 'failed', endedAt: later }), 'run.failed'],
  [run({ status: 'cancelling' }), run({ status: 'cancelled', endedAt: later }), 'run.cancelled'],
  [run(), run({ status: 'cancelling' }), undefined],
  [run(), run({ version: 2 }), undefined],
])('a change of a run is told as the event it is (%#)', (before, after, type) => {
  expect(runEvent(before, after)?.type).toBe(type)
})

test('the run of a due time has an id that follows from it, and sorts by it', () => {
  const id = dueRunId('a'.repeat(24), now)
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(dueRunId('a'.repeat(24), now)).toBe(id)
  expect(dueRunId('b'.repeat(24), now)).not.toBe(id)
  expect(dueRunId('b'.repeat(24), later) > id).toBe(true)
})

test('a place is free again when its time is over', () => {
  const taken = new Set([placeOf('x', 100), placeOf('y', 99)])
  expect(expiredPlaces({ taken }, 100)).toEqual(['y|99'])
  expect(expiredPlaces({}, 100)).toEqual([])
})
