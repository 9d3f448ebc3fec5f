import { DomainError } from '../errors.ts'
import { secondsAfter } from '../time.ts'

/** An upload that was asked for: where the archive goes, what it must be, and what became of it. */
export interface Upload {
  tenant: string
  /** Also the id of the version it becomes, so that registering it twice is registering it once. */
  id: string
  /** Of this item: told twice of one arrival, two registrations do not overwrite each other's outcome. */
  version: number
  applicationName: string
  versionName: string
  sizeBytes: number
  sha256: string
  status: 'waiting' | 'registered' | 'refused'
  /** Why it was refused. */
  cause?: string
  applicationId?: string
  requestedBy: string
  createdAt: string
  /** Until when the signed URL may be used. */
  validUntil: string
  /** Epoch seconds; the table drops the item some time after. */
  expiresAt: number
}

/** For how long after its URL has ended an archive may still be on its way to becoming a version, with every retry. */
const settlesWithinSeconds = 60 * 60

/** Whether it is too late for an upload: what waits by then was never put, or could not be registered for good. */
export const isOverdue = ({ status, validUntil }: Upload, at: string): boolean =>
  status === 'waiting' && secondsAfter(validUntil, settlesWithinSeconds) <= at

export const overdue = ({ validUntil }: Upload): DomainError =>
  new DomainError(
    'archive-refused',
    `No archive was put to its URL by ${validUntil}, or it could not be registered. Ask for another upload.`,
  )

/** What became of an upload. Nobody writes that one is overdue: it is refused from then on, and never registered later. */
export const outcomeOf = (upload: Upload, at: string): Pick<Upload, 'status' | 'cause'> =>
  isOverdue(upload, at) ? { status: 'refused', cause: overdue(upload).message } : upload
