import type { LastRun } from '#core/runs/last-run.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

/** What flows show of their newest run. */
export const LastRunView = t.object({
  id: t.string(),
  status: t.oneOf(['in-progress', 'cancelling', 'succeeded', 'failed', 'cancelled']),
  startedAt: Instant,
  endedAt: t.optional(Instant),
  cause: t.optional(t.string()),
})
export type ShownRun = Pick<LastRun, 'id' | 'status' | 'startedAt' | 'endedAt' | 'cause'>

export const lastRunView = ({ id, status, startedAt, endedAt, cause }: ShownRun): t.Of<typeof LastRunView> => ({
  id,
  status,
  startedAt,
  endedAt,
  cause: cause?.message,
})
