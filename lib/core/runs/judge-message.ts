import type { Flow } from '../flows/flow.ts'
import { isSettled, type Message } from './message.ts'
import { isEnding, isHalted, isOver, type Run } from './run.ts'

/** What a worker is to do with a message that it was told of. */
export type MessageVerdict =
  /** It is not to be worked on any more. */
  | 'drop'
  /** Its run is being cancelled or has failed, or its flow was halted or is gone: it settles as cancelled. */
  | 'cancel'
  /** Its run has taken as long as it may. */
  | 'overdue'
  /** Its flow is paused: it waits in no queue until that is resumed. */
  | 'park'
  /** It is to be sent again for a later time. */
  | 'wait'
  | 'run'

/** Judges a message by its run and its flow as they are, read together. */
export function judgeMessage(
  message: Message | undefined,
  run: Run | undefined,
  flow: Flow | undefined,
  now: string,
): MessageVerdict {
  if (!message || !run || isSettled(message) || isOver(run)) return 'drop'
  if (isEnding(run) || flow?.id !== run.flowId || isHalted(run, flow)) return 'cancel'
  if (now >= run.deadlineAt) return 'overdue'
  if (flow.status === 'paused') return 'park'
  return message.notBefore !== undefined && message.notBefore > now ? 'wait' : 'run'
}
