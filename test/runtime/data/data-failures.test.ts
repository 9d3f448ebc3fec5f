import { S3ServiceException } from '@aws-sdk/client-s3'
import { expect, test } from 'vitest'
import { StepError } from '../../../lib/core/runs/step-error.ts'
import { dataFailure } from '../../../lib/runtime/data/data-failures.ts'

const request = { action: 's3:GetObject', bucket: 'src', key: 'in/a.csv' }
const refusal = (name: string, status: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status }, message: 'no' })
const network = (code: string) => Object.assign(new Error('lost'), { code })

test.each([
  ['AccessDenied', 403, 'the policy of the bucket src does not allow s3:GetObject to this flow'],
  ['NoSuchBucket', 404, 'there is no bucket src'],
  ['NoSuchKey', 404, 'src/in/a.csv - the object is gone'],
  ['PreconditionFailed', 412, 'src/in/a.csv - the object has changed since it was listed'],
  ['PermanentRedirect', 301, 'the bucket src is in another region'],
  ['InvalidObjectState', 403, 'src/in/a.csv - s3:GetObject was refused: InvalidObjectState'],
])('%s is told and not tried again', (name, status, message) => {
  const failure = dataFailure(refusal(name, status), request)
  expect(failure).toBeInstanceOf(StepError)
  expect(failure).toMatchObject({ message: expect.stringContaining(message), retry: undefined })
})

test.each([
  ['SlowDown', refusal('SlowDown', 503)],
  ['InternalError', refusal('InternalError', 500)],
  ['too many requests', refusal('TooManyRequestsException', 429)],
  ['a time-out of S3', refusal('RequestTimeout', 400)],
  ['an upload that another attempt ended', refusal('NoSuchUpload', 404)],
  ['a connection that broke', network('ECONNRESET')],
  ['a host that is not found', network('ENOTFOUND')],
  ['a time-out of the client', Object.assign(new Error('late'), { name: 'TimeoutError' })],
])('%s is told and tried again', (_what, error) => {
  expect(dataFailure(error, request)).toMatchObject({ name: 'StepError', retry: true })
})

test.each([
  ['a worker whose credentials are over', refusal('ExpiredToken', 400)],
  ['a mistake in the code', new TypeError('undefined is not a function')],
  ['what a signal ended', Object.assign(new Error('aborted'), { name: 'AbortError' })],
  ['a failure that is told already', new StepError('told')],
  ['a full disk', network('ENOSPC')],
])('%s is no matter of the bucket', (_what, error) => {
  expect(dataFailure(error, request)).toBe(error)
})
