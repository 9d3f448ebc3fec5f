/** Where in a source something is wrong. */
export interface Place {
  bucket: string
  key: string
  line?: number
  field?: string
}

/** What ends a run in an error: a record, an object or a task that cannot be transferred. */
export class TransferError extends Error {
  readonly place: Partial<Place>

  constructor(reason: string, place: Partial<Place> = {}) {
    super(`${describePlace(place)}${reason}`)
    this.name = 'TransferError'
    this.place = place
  }
}

/** An error with the place it happened at, unless it names one. */
export const placed = (error: unknown, place: Partial<Place>): unknown =>
  error instanceof TransferError && error.place.key === undefined
    ? new TransferError(error.message, { ...error.place, ...place })
    : error

const describePlace = ({ bucket, key, line }: Partial<Place>): string =>
  key === undefined ? '' : `${bucket}/${key}${line === undefined ? '' : ` line ${line}`} - `

/** A reason as AppFlow's `executionMessage` may show it; keys and fields may hold other characters, which become `-`. */
export const executionMessage = (reason: string): string => keepTo(reason, /[^ \t\n\v\f\r\w/!@#+=.-]/gu)

/** A reason as AppFlow's `mostRecentExecutionMessage` may show it, whose pattern is narrower. */
export const mostRecentExecutionMessage = (reason: string): string =>
  keepTo(executionMessage(reason), /[^\w!@#\-.?, \t\n\v\f\r]/gu)

const keepTo = (text: string, others: RegExp): string => text.replace(others, '-').slice(0, 2048)
