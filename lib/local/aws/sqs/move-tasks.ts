import { randomUUID } from 'node:crypto'
import { queueArn } from '../../names.ts'
import type { LocalQueue, Queues } from '../../queues.ts'
import type { Timers } from '../../timers.ts'
import { authorise, type AwsRequest } from '../protocol.ts'
import { missingParameter, noSuchResource, unsupported } from './errors.ts'
import { act, nameIn, type Input } from './input.ts'

interface Task {
  handle: string
  source: string
  destination?: string
  startedAt: number
  toMove: number
  moved: number
  status: 'RUNNING' | 'COMPLETED' | 'FAILED'
  failure?: string
}

/**
 * Moving what lies in a dead-letter queue back to where it came from, or to a queue that is named. Messages are moved one
 * by one as new ones, so a task that a restart cuts off leaves the rest where it is; which tasks there were is not kept.
 */
export function moveTaskActions(queues: Queues, timers: Timers) {
  const tasks: Task[] = []
  return {
    async StartMessageMoveTask({ SourceArn, DestinationArn }: Input, request: AwsRequest) {
      const source = queueOf(queues, SourceArn, request, 'StartMessageMoveTask')
      if (!queues.all.some(({ settings }) => settings.redrive?.to === source.name))
        throw unsupported('Source queue must be configured as a Dead Letter Queue.')
      const destination = DestinationArn === undefined ? undefined : found(queues, DestinationArn)
      if (destination) authorise(request, act('SendMessage', destination.name))
      if (tasks.some((task) => task.source === source.name && task.status === 'RUNNING'))
        throw unsupported('There is already a task running. Only one active task is allowed for a source queue.')
      const task: Task = {
        handle: randomUUID(),
        source: source.name,
        destination: destination?.name,
        startedAt: timers.now().getTime(),
        toMove: source.messages.counts.visible,
        moved: 0,
        status: 'RUNNING',
      }
      tasks.unshift(task)
      void run(queues, task, source, timers.now().getTime() + hiddenMilliseconds, destination)
      return { TaskHandle: task.handle }
    },
    async ListMessageMoveTasks({ SourceArn, MaxResults = 1 }: Input, request: AwsRequest) {
      const source = queueOf(queues, SourceArn, request, 'ListMessageMoveTasks')
      return {
        Results: tasks
          .filter((task) => task.source === source.name)
          .slice(0, MaxResults)
          .map(described),
      }
    },
  }
}

/** For how long a message is kept from others while it is moved: longer than that takes. */
const hiddenMilliseconds = 60_000

/** Moves what was visible when the task started. Never rejects: a failure is the task's. */
async function run(
  queues: Queues,
  task: Task,
  source: LocalQueue,
  hiddenUntil: number,
  destination?: LocalQueue,
): Promise<void> {
  try {
    while (task.moved < task.toMove) {
      const message = source.messages.take(hiddenUntil)
      if (!message) break
      const to = destination ?? queues.get(nameIn(message.deadLetterSource ?? ''))
      if (!to) {
        source.messages.hideUntil(message.key, 0)
        throw new Error('The message did not come from a queue it can be moved to: name a destination.')
      }
      await queues.move(source, message, to, true)
      task.moved++
    }
    task.status = 'COMPLETED'
  } catch (error) {
    task.status = 'FAILED'
    task.failure = (error as Error).message
  }
}

function queueOf(queues: Queues, arn: string | undefined, request: AwsRequest, action: string): LocalQueue {
  if (arn === undefined) throw missingParameter('SourceArn')
  authorise(request, act(action, nameIn(arn)))
  return found(queues, arn)
}

function found(queues: Queues, arn: string): LocalQueue {
  const queue = queues.get(nameIn(arn))
  if (!queue || queueArn(queue.name) !== arn)
    throw noSuchResource("The resource that you specified for the SourceArn parameter doesn't exist.")
  return queue
}

const described = (task: Task) => ({
  TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
  Status: task.status,
  SourceArn: queueArn(task.source),
  DestinationArn: task.destination === undefined ? undefined : queueArn(task.destination),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  FailureReason: task.failure,
  StartedTimestamp: task.startedAt,
})
