import { createHash } from 'node:crypto'

/**
 * Leads from the id that somebody gave a call of a flow's webhook to the run that it began, for 90 days: the same id begins no
 * other run of the flow.
 */
export interface RunAlias {
  tenant: string
  /** The SHA-256 of the id: it may be any text. */
  idHash: string
  flowId: string
  version: number
  runId: string
  /** Epoch seconds. The table drops it later: whoever reads it compares. */
  expiresAt: number
}

export const hashOfId = (externalId: string): string => createHash('sha256').update(externalId).digest('hex')

/** The id of the run that a call has begun under its id; undefined when none has, or so long ago that another may. */
export const runBegunAs = (alias: RunAlias | undefined, at: string): string | undefined =>
  alias && alias.expiresAt * 1000 > Date.parse(at) ? alias.runId : undefined
