import { isOver } from '#core/runs/run.ts'
import { effect } from '#runtime/declarations/relay.ts'

/**
 * Does what follows when a run begins, is told to end, or has ended: notes it as its flow's last run, wakes workers for what was
 * made before it, lets them cancel what waits, and suspends a flow of which too many runs in a row have failed.
 */
export default effect({
  name: 'FollowRuns',
  entities: ['run'],
  effects: { followsRuns: true, sendsSteps: true },
  async run(change, { runs }) {
    if (change.entity !== 'run' || !change.after) return
    const { before, after } = change
    if (!before) await runs.noteTenant(after.tenant)
    if (!before && after.madeAhead !== undefined) await runs.sendUnsettled(after)
    if (before?.status !== after.status) await runs.noteLast(after)
    const isEnding = after.status === 'cancelling' || after.isFailing === true
    const wasEnding = before?.status === 'cancelling' || before?.isFailing === true
    if (!isOver(after) && isEnding && !wasEnding) await runs.sendUnsettled(after)
    if (after.status === 'failed' && before?.status !== 'failed') await runs.deactivate(after)
  },
})
