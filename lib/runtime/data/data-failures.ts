import { S3ServiceException } from '@aws-sdk/client-s3'
import { StepError } from '#core/runs/step-error.ts'

/** What was asked of users' storage. */
export interface DataRequest {
  action: string
  bucket: string
  key?: string
}

const throttled = new Set(['SlowDown', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException'])
/** An upload that is gone may have been ended by another attempt at the same step. */
const passing = new Set(['RequestTimeout', 'OperationAborted', 'ConditionalRequestConflict', 'NoSuchUpload'])
/** Not what the bucket says of the data role, but what is wrong with the worker's own credentials or clock. */
const own = new Set([
  'ExpiredToken',
  'InvalidToken',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
])

/**
 * Why users' storage refused, in words for the flow's owner: a `StepError`, to be tried again where that may help. Errors
 * that neither S3 nor the way there is to blame for are handed back as they are.
 */
export function dataFailure(error: unknown, request: DataRequest): unknown {
  if (!(error instanceof S3ServiceException)) return isOfNetwork(error) ? unreachable(error, request) : error
  const { name } = error
  const status = error.$metadata.httpStatusCode ?? 0
  if (own.has(name)) return error
  if (status >= 500 || status === 429 || throttled.has(name) || passing.has(name) || error.$retryable)
    return new StepError(`${whereOf(request)} - ${request.action} failed: ${name}`, { retry: true }, error)
  return new StepError(reasonOf(name, status, request), {}, error)
}

function reasonOf(name: string, status: number, request: DataRequest): string {
  const { action, bucket, key } = request
  if (name === 'NoSuchBucket') return `there is no bucket ${bucket}`
  if (name === 'PermanentRedirect' || status === 301) return `the bucket ${bucket} is in another region`
  if (status === 412) return `${bucket}/${key} - the object has changed since it was listed`
  if (name === 'NoSuchKey' || (status === 404 && key !== undefined)) return `${bucket}/${key} - the object is gone`
  if (name === 'AccessDenied' || (status === 403 && name === 'Forbidden'))
    return `${whereOf(request)} - access denied: the policy of the bucket ${bucket} does not allow ${action} to this flow`
  return `${whereOf(request)} - ${action} was refused: ${name}`
}

const whereOf = ({ bucket, key }: DataRequest): string => (key === undefined ? bucket : `${bucket}/${key}`)

const unreachable = (error: unknown, request: DataRequest): StepError =>
  new StepError(`${whereOf(request)} - the connection to S3 failed`, { retry: true }, error)

const networkCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Errors of sockets have a code, those of time-outs a name. */
const isOfNetwork = (error: unknown): boolean =>
  error instanceof Error &&
  (error.name === 'TimeoutError' || networkCodes.has(String((error as NodeJS.ErrnoException).code)))
