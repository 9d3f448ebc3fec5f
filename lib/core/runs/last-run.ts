import type { Run } from './run.ts'

/** The newest run of a flow, beside it: so that a list of flows shows their last runs at the cost of one read more. */
export interface LastRun extends Pick<Run, 'tenant' | 'flowId' | 'id' | 'status' | 'startedAt' | 'endedAt' | 'cause'> {
  /** Epoch seconds. */
  expiresAt?: number
}

export const lastRunOf = ({ tenant, flowId, id, status, startedAt, endedAt, cause, expiresAt }: Run): LastRun => ({
  tenant,
  flowId,
  id,
  status,
  startedAt,
  endedAt,
  cause,
  expiresAt,
})

/** Whether its run is kept still: the table may drop expired items days later. */
export const isKept = ({ expiresAt = Infinity }: LastRun, now: string): boolean => expiresAt * 1000 > Date.parse(now)
