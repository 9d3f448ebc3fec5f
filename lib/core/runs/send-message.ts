import type { Message } from './message.ts'

/** SQS delays a message by 15 minutes at most; what is to wait longer is sent again then. */
const longestDelaySeconds = 15 * 60

/**
 * After how many seconds the worker of a message is to be woken, at `now`; undefined when a change of the message is no reason
 * to. A new one is sent, and one that waits is sent again by every change of it: that is what workers change it for.
 */
export function sendDelay(before: Message | undefined, after: Message | undefined, now: string): number | undefined {
  if (after?.status !== 'waiting' || before?.version === after.version) return undefined
  return delayOf(after, now)
}

export const delayOf = ({ notBefore = '' }: Pick<Message, 'notBefore'>, now: string): number =>
  notBefore > now ? Math.min(Math.ceil((Date.parse(notBefore) - Date.parse(now)) / 1000), longestDelaySeconds) : 0
