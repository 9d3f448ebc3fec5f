import { scheduleFingerprint } from '#core/flows/arm-schedule.ts'
import { isPassing } from '#core/flows/settle-flow.ts'
import { effect } from '#runtime/declarations/relay.ts'
import { keepSchedule } from './_schedules/keep-schedule.ts'

/**
 * Keeps one schedule for each active scheduled flow in step with it. The change only says which flow to look at; what
 * the schedule must be follows from the flow as it is now, so late and repeated changes come to the same end. One that is
 * starting or stopping has its schedule from what settles it.
 */
export default effect({
  name: 'ArmFlowSchedules',
  entities: ['flow'],
  effects: { reads: ['flow'], managesSchedules: true },
  async run(change, context) {
    if (change.entity !== 'flow') return
    const { before, after } = change
    const changed = after ?? before
    if (!changed || scheduleFingerprint(before) === scheduleFingerprint(after)) return
    const current = await context.read('flow', changed.tenant, changed.key)
    if (current?.id === changed.id && isPassing(current)) return
    await keepSchedule(context, changed, current)
  },
})
