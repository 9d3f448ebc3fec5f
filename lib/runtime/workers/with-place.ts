import type { Step } from '#core/flows/definition.ts'
import { stepLimitSeconds, type StepQueue } from '#core/runs/queue.ts'
import { giveBack, takePlace } from '#store/step-places.ts'
import type { Services } from '../invocation/context.ts'
import type { StepTask } from './task.ts'

/** For settling what was done in it. A place that is not given back is free again then. */
const graceSeconds = 60

/** `full`: all places of the step are taken, and nothing was done. */
export type InPlace<T> = T | 'full'

/** Does the work of a step that works on so many messages at once, when one of its places is free. */
export async function withPlace<T>(
  { table, now, newUuid }: Services,
  queue: StepQueue,
  { id: stepId, instances: limit }: Step,
  { message: { tenant, flowId, id } }: StepTask,
  work: () => Promise<T>,
): Promise<InPlace<T>> {
  if (limit === undefined) return work()
  const step = { tenant, flowId, stepId, limit }
  const nowSeconds = Math.floor(now().getTime() / 1000)
  const untilSeconds = nowSeconds + stepLimitSeconds[queue] + graceSeconds
  // A message that was delivered twice takes two: both are worked on.
  const place = await takePlace(table, step, `${id}.${newUuid()}`, { nowSeconds, untilSeconds })
  if (place === undefined) return 'full'
  try {
    return await work()
  } finally {
    await giveBack(table, step, [place])
  }
}

const longestWaitSeconds = 300

/**
 * When a message that found no place is to be handed over again: later each time, as its version tells, and not all at the
 * same moment. So many that wait for few places do not spend their time on asking.
 */
export function nextTry(now: Date, version: number): string {
  const seconds = Math.min(2 ** version, longestWaitSeconds)
  return new Date(now.getTime() + 1000 * (2 + seconds * Math.random())).toISOString()
}
