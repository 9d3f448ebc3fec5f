import type { QueuedMessage } from '../../message-queue.ts'
import type { LocalQueue } from '../../queues.ts'
import { invalidHandle } from './errors.ts'

/** A receipt handle names a message and one receipt of it. */
export const handleOf = ({ name }: Pick<LocalQueue, 'name'>, { key, receiveCount }: QueuedMessage): string =>
  Buffer.from(`${name}/${key}/${receiveCount}`).toString('base64url')

/** The message of a handle; undefined when it is gone or was received again since. Throws for a handle that is none of the queue. */
export function messageOf(queue: LocalQueue, handle: string | undefined): QueuedMessage | undefined {
  const [name, key = '', count] = Buffer.from(handle ?? '', 'base64url')
    .toString()
    .split('/')
  if (name !== queue.name || count === undefined) throw invalidHandle()
  const message = queue.messages.find(key)
  return message?.receiveCount === Number(count) ? message : undefined
}
