import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { DomainError } from '#core/errors.ts'
import type { OnFault } from '#runtime/entries/http.ts'
import type { SignedRequest } from '#runtime/credentials/sigv4.ts'
import { isPreflight } from '../cors.ts'
import { readBody, rawUrl } from '../http.ts'
import { untrusted, type Trust } from '../trusted-origins.ts'
import type { InProcessRequest } from '../request-handlers.ts'
import { functionIdentity, identify, type Keys } from './identify.ts'
import { AwsError, type AwsAnswer, type AwsService, type Identity } from './protocol.ts'
import type { S3Service } from './s3/s3.ts'
import { uploadCors } from './s3/upload-cors.ts'

interface EndpointOptions {
  now: () => Date
  trust: Trust
  /** Told of an error that is not the caller's, who learns the request id only. */
  onFault: OnFault
}

export interface AwsEndpoint {
  /** For the port: reads the body, answers, and hands what is for S3 to S3. */
  listener: RequestListener
  /** A request that one of the functions makes in this process, unsigned. It may do what it may do on the port. Never rejects. */
  answerFunction: (name: string, request: InProcessRequest) => Promise<AwsAnswer>
}

const bodyLimitBytes = 10 * 1024 * 1024

/**
 * The AWS endpoints: one port for all services. Every request must be signed, by one of the product's functions, which
 * may do what its policy says, or with the access key of an administrator of the default tenant, who stands for the
 * owner of the AWS account. A key of another tenant opens nothing here: direct invocations can act for any tenant.
 */
export function awsEndpoint(
  services: readonly AwsService[],
  { matches, handle }: S3Service,
  keys: Keys,
  { now, trust, onFault }: EndpointOptions,
): AwsEndpoint {
  async function answer(request: InProcessRequest, caller?: Identity): Promise<AwsAnswer> {
    const requestId = randomUUID()
    const service = services.find((one) => one.matches(request))
    const { headers, ...answered } = await serve(service, request, caller).catch((error: unknown) =>
      render(error, requestId, onFault, service?.renderError),
    )
    return { ...answered, headers: { 'x-amzn-requestid': requestId, ...headers } }
  }

  async function serve(
    service: AwsService | undefined,
    request: InProcessRequest,
    caller?: Identity,
  ): Promise<AwsAnswer> {
    const who = caller ?? (await identify(request, service?.name ?? claimedService(request), keys, now()))
    if (!service) throw new AwsError('UnknownOperationException', 'This service is not available here.', 404)
    return service.handle({ ...request, query: new URLSearchParams(request.query), who })
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = rawUrl(request)
    const headers = request.headers as SignedRequest['headers']
    const answered = await readBody(request, bodyLimitBytes).then(
      (body) => answer({ method: request.method ?? 'GET', path, query, headers, body }),
      (error: unknown) => render(error, randomUUID(), onFault),
    )
    response.writeHead(answered.status, answered.headers).end(answered.body)
  }

  return {
    answerFunction: (name, request) => answer(request, functionIdentity(keys, name)),
    // Objects are streamed; all others answer a body that was read.
    listener(request, response) {
      const cors = uploadCors(request)
      for (const [name, value] of Object.entries(cors ?? {})) response.setHeader(name, value)
      const { host } = request.headers
      const distrust = untrusted(cors ? { headers: { host } } : request, trust)
      if (distrust) {
        const { status, headers, body } = render(
          new AwsError('AccessDeniedException', distrust, 403),
          randomUUID(),
          onFault,
        )
        response.writeHead(status, headers).end(body)
      } else if (cors && isPreflight(request)) response.writeHead(204).end()
      else (matches(request) ? handle : receive)(request, response).catch(() => response.destroy())
    },
  }
}

/** The service a request says it was signed for, where it is for none of ours. */
const claimedService = ({ headers }: SignedRequest): string =>
  /\/([a-z0-9-]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1] ?? ''

const signatureErrors: Partial<Record<DomainError['code'], string>> = {
  'credentials-missing': 'MissingAuthenticationTokenException',
  'credentials-unreadable': 'IncompleteSignatureException',
  'credentials-unknown': 'UnrecognizedClientException',
  'signature-wrong': 'InvalidSignatureException',
  'signature-expired': 'InvalidSignatureException',
  'body-too-large': 'RequestEntityTooLargeException',
}

function render(error: unknown, requestId: string, onFault: OnFault, inOwnForm?: AwsService['renderError']): AwsAnswer {
  const known = error instanceof DomainError ? signatureErrors[error.code] : undefined
  if (!(error instanceof AwsError) && !known) onFault(error, requestId)
  const { name, message, status } =
    error instanceof AwsError
      ? error
      : known
        ? { name: known, message: (error as Error).message, status: 403 }
        : { name: 'InternalFailure', message: `Something went wrong. Request id ${requestId}.`, status: 500 }
  if (inOwnForm) return inOwnForm({ name, message, status }, requestId)
  const queryCode = error instanceof AwsError ? error.queryCode : undefined
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': name,
      ...(queryCode ? { 'x-amzn-query-error': `${queryCode};Sender` } : {}),
    },
    body: JSON.stringify({ __type: name, message, Message: message }),
  }
}
