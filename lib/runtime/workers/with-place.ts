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
  { table, now }: Services,
  queue: StepQueue,
  { id: stepId, instances: limit }: Step,
  { message: { tenant, flowId, id } }: StepTask,
  work: () => Promise<T>,
): Promise<InPlace<T>> {
  if (limit === undefined) return work()
  const step = { tenant, flowId, stepId, limit }
  const nowSeconds = Math.floor(now().getTime() / 1000)
  const untilSeconds = nowSeconds + stepLimitSeconds[queue] + graceSeconds
  const place = await takePlace(table, step, id, { nowSeconds, untilSeconds })
  if (place === undefined) return 'full'
  try {
    return await work()
  } finally {
    await giveBack(table, step, [place])
  }
}

/** When a message that found no place is to be handed over again: some seconds later, not all at the same moment. */
export const nextTry = (now: Date): string => new Date(now.getTime() + 2000 + Math.random() * 3000).toISOString()
