import type { Queues } from '../../queues.ts'
import type { Timers } from '../../timers.ts'
import { dispatch, type AwsService } from '../protocol.ts'
import { input } from './input.ts'
import { queueActions } from './manage-queues.ts'
import { messageActions } from './messages.ts'
import { moveTaskActions } from './move-tasks.ts'

/**
 * SQS: standard queues, those of the product and others that are created, in the JSON protocol. Messages are on disk before
 * the sender is answered. A receipt is counted on disk; that a message is hidden is not, so a restart shows it again.
 */
export function sqs(queues: Queues, declared: readonly string[], timers: Timers): AwsService {
  const answer = dispatch(input, {
    ...messageActions(queues, timers),
    ...queueActions(queues, declared),
    ...moveTaskActions(queues, timers),
  })
  return {
    name: 'sqs',
    matches: ({ headers }) => headers['x-amz-target']?.startsWith('AmazonSQS.') ?? false,
    handle: async (request) => ({
      ...(await answer(request)),
      headers: { 'content-type': 'application/x-amz-json-1.0' },
    }),
  }
}
