import { DomainError } from '#core/errors.ts'

/** What an SDK's client throws: a service's answer, or what kept the request from getting one. */
interface ServiceFailure {
  name?: string
  code?: string
  $metadata?: { httpStatusCode?: number }
  $retryable?: object
}

const failureOf = (error: unknown): ServiceFailure => (typeof error === 'object' && error ? error : {})

/** Whether a service of AWS could not answer or is overloaded, also after its client has tried again. */
export function isOutage(error: unknown): boolean {
  const { name = '', code = '', $metadata, $retryable } = failureOf(error)
  return (
    $retryable !== undefined ||
    ($metadata?.httpStatusCode ?? 0) >= 500 ||
    $metadata?.httpStatusCode === 429 ||
    /Throttl|Timeout|InternalFailure|InternalException|RequestLimit/.test(name) ||
    /^E(CONN|PIPE|HOST|NET|TIMEDOUT|NOTFOUND|AI_AGAIN)/.test(code)
  )
}

/** Whether trying again later can help: an outage, contention, or a grant that is not in force yet. */
export const isRetryable = (error: unknown): boolean =>
  isOutage(error) ||
  failureOf(error).$metadata?.httpStatusCode === 403 ||
  failureOf(error).name?.includes('AccessDenied') === true ||
  (error instanceof DomainError && (error.code === 'throttled' || error.code === 'version-conflict'))

/** An error as callers are told it: a refusal as it is, an outage as `unavailable`, anything else as `internal`. */
export function toRefusal(error: unknown): DomainError {
  if (error instanceof DomainError) return error
  if (!isOutage(error)) return new DomainError('internal', 'Something went wrong on our side.')
  return new DomainError(
    'unavailable',
    'The service cannot answer for now. Try again.',
    { retryAfterSeconds: 5 },
    error,
  )
}
