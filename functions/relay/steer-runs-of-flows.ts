import { effect } from '#runtime/declarations/relay.ts'

/**
 * Cancels the runs of a flow that was deleted and forgets its windows, cancels those that had begun when a flow was halted, and
 * goes on with what waited for a flow to be resumed.
 */
export default effect({
  name: 'SteerRunsOfFlows',
  entities: ['flow'],
  effects: { followsRuns: true, sendsSteps: true },
  async run(change, { runs }) {
    if (change.entity !== 'flow' || !change.before) return
    const { before, after } = change
    if (!after) {
      await runs.cancelAll(before, 'relay')
      await runs.forgetSchedule(before)
    } else if (after.haltedAt !== undefined && after.haltedAt !== before.haltedAt) await runs.cancelHalted(after)
    else if (before.status === 'paused' && after.status !== 'paused') await runs.wakeParked(after)
  },
})
