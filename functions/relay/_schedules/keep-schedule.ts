import { armSchedule, scheduleInput, scheduleName } from '#core/flows/arm-schedule.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { RelayContext } from '#runtime/declarations/relay.ts'

/**
 * Brings the schedule of a flow that was changed to what the flow is now; `current` is what lies at its key. Another flow under
 * the key is another schedule's business: this incarnation is gone.
 */
export async function keepSchedule(
  { now, upsertSchedule, deleteSchedule }: RelayContext,
  changed: Flow,
  current: Flow | undefined,
): Promise<void> {
  const schedule = current?.id === changed.id ? armSchedule(current, now) : undefined
  if (schedule) await upsertSchedule(scheduleName(changed), schedule, scheduleInput(changed))
  else await deleteSchedule(scheduleName(changed))
}
