import { armSchedule } from '#core/flows/arm-schedule.ts'
import type { Flow } from '#core/flows/flow.ts'
import { effect } from '#runtime/declarations/relay.ts'

/**
 * Keeps one schedule for each active scheduled flow in step with it. The change only says which flow to look at; what
 * the schedule must be follows from the flow as it is now, so late and repeated changes come to the same end.
 */
export default effect({
  name: 'ArmFlowSchedules',
  entities: ['flow'],
  effects: { reads: ['flow'], managesSchedules: true },
  async run(change, { now, read, upsertSchedule, deleteSchedule }) {
    if (change.entity !== 'flow') return
    const { before, after } = change
    const changed = after ?? before
    if (!changed || fingerprint(before) === fingerprint(after)) return
    const name = `${changed.tenant}.${changed.id}`
    const current = await read('flow', changed.tenant, changed.key)
    // Another flow under the name is another schedule's business; this incarnation is gone.
    const schedule = current?.id === changed.id ? armSchedule(current, now) : undefined
    if (schedule)
      await upsertSchedule(name, schedule, { tenant: changed.tenant, flowKey: changed.key, flowId: changed.id })
    else await deleteSchedule(name)
  },
})

/** All of a flow that its schedule depends on; undefined for flows that have none. */
const fingerprint = (flow: Flow | undefined): string | undefined =>
  flow?.triggerKind === 'schedule' && flow.status === 'active'
    ? JSON.stringify([flow.id, flow.trigger, flow.activatedAt])
    : undefined
