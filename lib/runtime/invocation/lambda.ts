import { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import middy from '@middy/core'
import type { Context as LambdaContext } from 'aws-lambda'
import { environment, services, type Capability, type Environment } from './context.ts'
import { countFault } from './fault-metric.ts'
import { direct, InvocationFailed } from '../entries/direct.ts'
import { eventBridge, isEvent } from '../entries/event-bridge.ts'
import { httpEntry, type Authenticator, type HttpEvent } from '../entries/http.ts'
import { functionName, serviceOf, type Operation } from '../declarations/operation.ts'

/** A handler as the Lambda runtime and the local runner call it. */
export type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>

/** What a function runs in; on AWS its environment and the wall clock. */
export interface Host {
  env: Environment
  now?: () => Date
}

/**
 * The Lambda handler of an operation. Which entry an invocation takes is decided by the event's shape: a payload-2.0
 * HTTP event, an EventBridge event, or a bare input. `capabilities`: those that its effects name, or more. `authenticator`:
 * its dialect's, unless it is public.
 */
export function lambda(
  operation: Operation,
  capabilities: readonly Capability[],
  authenticator: Authenticator | undefined,
  host: Host = { env: environment(capabilities) },
): Handler {
  const shared = services(host.env, capabilities, host.now)
  return withMiddleware(functionName(operation.dialect.name, operation.name), host.env, (observer) => {
    const http = httpEntry(operation, shared, observer.fault, authenticator)
    return (event, context) => {
      if (isHttp(event)) return http(event)
      if (isEvent(event)) return eventBridge(operation, event, shared)
      return direct(operation, event, context.awsRequestId, shared)
    }
  })
}

const isHttp = (event: unknown): event is HttpEvent =>
  event !== null &&
  typeof event === 'object' &&
  (event as HttpEvent).version === '2.0' &&
  typeof (event as HttpEvent).requestContext?.http?.method === 'string' &&
  typeof (event as HttpEvent).rawPath === 'string'

export interface Telemetry {
  logger: Logger
  /** Counts and logs an error that is ours; the caller is told only the request id. */
  fault: (error: unknown, requestId: string) => void
}

/** The engine of every function: middy, with structured logs and a count of faults around `make`'s handler. */
export function withMiddleware(name: string, env: Environment, make: (observer: Telemetry) => Handler): Handler {
  const logger = new Logger({ serviceName: name, logLevel: env.logLevel })
  const fault: Telemetry['fault'] = (error, requestId) => {
    countFault(env.metricsNamespace, serviceOf(name))
    logger.error('fault', { requestId, error: error as Error })
  }
  const handler = make({ logger, fault })
  return middy<unknown, unknown>()
    .use(injectLambdaContext(logger))
    .use({
      onError: ({ error }) => {
        if (error instanceof InvocationFailed) logger.info('refused', { errorType: error.name, reason: error.message })
        else fault(error, 'unhandled')
      },
    })
    .handler((event: unknown, context: LambdaContext) => handler(event, context))
}
