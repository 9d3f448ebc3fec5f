import type { Flow } from '#core/flows/flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Id, Status } from '../types.ts'
import { statusWords } from '../words.ts'

export const StatusView = t.object({
  flow_id: Id,
  status: Status,
  /** The task that was given something to do last, while something is in hand. */
  current_task: t.nullable(t.string()),
  since: t.string(),
  error: t.nullable(t.string()),
})

/** How a flow is; `currentTask`: the task that was given something to do last, if any has. */
export function statusView(
  { handle, status, since, statusMessage }: Pick<Flow, 'handle' | 'status' | 'since' | 'statusMessage'>,
  currentTask: string | undefined,
): t.Of<typeof StatusView> {
  const word = statusWords[status]
  return {
    flow_id: handle,
    status: word,
    current_task: currentTask ?? null,
    since,
    error: word === 'error' ? (statusMessage ?? 'The flow has failed.') : null,
  }
}
