import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Sees to it, every five minutes, that no run hangs: one past its deadline is failed, and ended an hour later; one in which
 * nothing has settled for half an hour has its messages sent again, and is ended as failed when that is in vain three times.
 */
export default task({
  name: 'SweepRuns',
  input: t.looseObject({}),
  schedule: 'rate(5 minutes)',
  timeoutSeconds: 280,
  effects: { sweepsRuns: true, sendsSteps: true },
  run: (_input, { sweepRuns }) => sweepRuns(),
})
