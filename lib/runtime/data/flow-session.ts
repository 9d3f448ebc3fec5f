import type { S3Client } from '@aws-sdk/client-s3'
import type { Environment } from '../invocation/context.ts'
import { dataFailure, type DataRequest } from './data-failures.ts'
import { dataSessions, type DataOwner } from './data-sessions.ts'

/** Which flow's buckets, and by which worker. */
export interface DataAccess {
  env: Environment
  owner: DataOwner
  now: () => Date
  /** Ends what is under way. */
  signal?: AbortSignal
}

/** The session of a flow, in which requests are made. */
export interface FlowSession {
  /** What S3 refuses is thrown as a `StepError`. */
  call: <T>(request: DataRequest, send: (s3: S3Client, options: SendOptions) => Promise<T>) => Promise<T>
  /** An error of a request as it is to be thrown. */
  failure: (error: unknown, request: DataRequest) => unknown
}

interface SendOptions {
  abortSignal?: AbortSignal
}

export function flowSession({ env, owner, now, signal }: DataAccess): FlowSession {
  const failure = (error: unknown, request: DataRequest) => (signal?.aborted ? error : dataFailure(error, request))
  return {
    failure,
    async call(request, send) {
      try {
        return await send(await dataSessions(env).client(owner, now()), { abortSignal: signal })
      } catch (error) {
        throw failure(error, request)
      }
    },
  }
}
