import { isEnding, isOver, type Run } from '#core/runs/run.ts'
import { effect, type RelayContext } from '#runtime/declarations/relay.ts'

/**
 * Does what follows when a run begins, is told to end, or has ended: notes it as its flow's last run, wakes workers for what was
 * made before it, lets them cancel what waits, suspends a flow of which too many runs in a row have failed, and
 * moves on one that is stopping when its last run has ended.
 */
export default effect({
  name: 'FollowRuns',
  entities: ['run'],
  effects: { followsRuns: true, sendsSteps: true, settlesFlows: true },
  async run(change, context) {
    if (change.entity !== 'run' || !change.after) return
    const { runs } = context
    const { before, after } = change
    if (!before) await runs.noteTenant(after.tenant)
    if (!before && after.madeAhead !== undefined) await runs.wake(after, everything)
    if (before?.status !== after.status) await runs.noteLast(after)
    const isToldToEnd = !isOver(after) && isEnding(after) && !(before && isEnding(before))
    if (isToldToEnd) await runs.wake(after, everything)
    else if (after.waking && !isSame(before?.waking, after.waking)) await runs.wake(after, after.waking)
    if (after.isAwaited && isOver(after) && !(before && isOver(before))) await settleDrained(after, context)
    if (after.status === 'failed' && before?.status !== 'failed') await runs.deactivate(after)
  },
})

const everything = { what: 'unsettled', slice: 0 } as const

/** Moves on a flow that drains, unless another run of it is in progress. */
async function settleDrained({ tenant, flowKey, flowId }: Run, context: RelayContext): Promise<void> {
  const flow = await context.read('flow', tenant, flowKey)
  if (flow?.id !== flowId || flow.status !== 'stopping' || !flow.drains) return
  if (!(await context.runs.awaitOpen(flow))) await context.settleFlow(flow)
}

/** Whether it is the part that has been seen to: other changes of the run repeat it. */
const isSame = (one: Run['waking'], other: Run['waking']): boolean => JSON.stringify(one) === JSON.stringify(other)
