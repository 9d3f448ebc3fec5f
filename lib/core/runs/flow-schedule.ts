/**
 * What the runs of one scheduled AppFlow flow have to know of each other, beside the flow: the transactions that begin and end
 * them write it, so that at most one is in progress and a window begins where the last successful one ended.
 */
export interface FlowSchedule {
  tenant: string
  flowId: string
  version: number
  /** The id of the run in progress. */
  runInProgress?: string
  /** The newest due time that began a run; none before it begins any more. */
  lastDueAt?: string
  /** Where the window of the last successful run ended, and what it pulled from. */
  windowEndAt?: string
  windowSource?: string
  /** Errors in a row, since the activation they count for. */
  errorCount: number
  activatedAt?: string
}
