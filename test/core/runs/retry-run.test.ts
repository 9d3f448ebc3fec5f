import { expect, test } from 'vitest'
import type { Flow } from '../../../lib/core/flows/flow.ts'
import type { Message } from '../../../lib/core/runs/message.ts'
import { refuseRetry, retriedMessage, retriedStatuses } from '../../../lib/core/runs/retry-run.ts'
import type { Run } from '../../../lib/core/runs/run.ts'
import { storedFlow } from '../../_harness/flow-items.ts'
import { storedRun } from '../../_harness/runnable-flows.ts'

const failed = storedRun({ status: 'failed', counters: { started: 2, succeeded: 1, errors: 1, cancelled: 0 } })
const active = storedFlow({ status: 'active' })
const codeOf = (run: Run, flow: Flow | undefined) => {
  try {
    refuseRetry(run, flow)
    return 'taken'
  } catch (error) {
    return (error as { code: string }).code
  }
}

test.each<[string, Run, Flow | undefined, string]>([
  ['that failed', failed, active, 'taken'],
  ['that was cancelled after something had failed', { ...failed, status: 'cancelled' }, active, 'taken'],
  ['that was ended by its deadline', storedRun({ status: 'failed' }), active, 'taken'],
  ['in progress', storedRun(), active, 'run-in-progress'],
  ['that is being cancelled', storedRun({ status: 'cancelling' }), active, 'run-in-progress'],
  ['that succeeded', storedRun({ status: 'succeeded' }), active, 'run-not-failed'],
  ['that was cancelled', storedRun({ status: 'cancelled' }), active, 'run-not-failed'],
  ['of a flow that is stopped', failed, { ...active, status: 'inactive' }, 'flow-not-active'],
  ['of a flow that is paused', failed, { ...active, status: 'paused' }, 'flow-not-active'],
  ['of a flow that is gone', failed, undefined, 'flow-not-active'],
  ['of a flow that was made anew', failed, { ...active, id: 'b'.repeat(24) }, 'flow-not-active'],
])('a retry of a run %s: %4$s', (_, run, flow, outcome) => {
  expect(codeOf(run, flow)).toBe(outcome)
})

test('a retry takes up what failed; of a run that failed itself all that did not succeed', () => {
  expect(retriedStatuses({ status: 'cancelled' })).toEqual(['failed'])
  expect(retriedStatuses({ status: 'failed' })).not.toContain('succeeded')
  expect(retriedStatuses({ status: 'failed' })).toContain('cancelled')
})

test('what lies in the bucket is taken from where the first of all retries left it', () => {
  const message = { stepId: 'one', queue: 'steps', runId: 'second', payloadId: 'p', sizeBytes: 9 } as Message

  expect(retriedMessage(message)).toMatchObject({ payloadId: 'p', payloadRunId: 'second' })
  expect(retriedMessage({ ...message, payloadRunId: 'first' })).toMatchObject({ payloadRunId: 'first' })
  expect(retriedMessage({ ...message, payloadId: undefined, payload: 1 })).not.toHaveProperty('payloadRunId')
})
