import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { DomainError } from '#core/errors.ts'
import { defaultTenant } from '#core/tenants.ts'
import type { KnownKey } from '#runtime/credentials/access-keys.ts'
import type { OnFault } from '#runtime/entries/http.ts'
import { claimedKeyId, verifySignature, type SignedRequest } from '#runtime/credentials/sigv4.ts'
import type { Principal } from '#core/users/permissions.ts'
import type { LocalFunctions } from '../functions.ts'
import { readBody, rawUrl } from '../http.ts'
import { untrusted, type Trust } from '../trusted-origins.ts'
import type { InProcessRequest } from '../request-handlers.ts'
import type { Session, Sessions } from '../sessions.ts'
import { AwsError, unsignedHeaders, type AwsAnswer, type AwsService, type Identity } from './protocol.ts'
import type { S3Service } from './s3/s3.ts'

interface EndpointOptions {
  now: () => Date
  trust: Trust
  /** Told of an error that is not the caller's, who learns the request id only. */
  onFault: OnFault
}

export interface AwsEndpoint {
  /** For the port: reads the body, answers, and hands what is for S3 to S3. */
  listener: RequestListener
  /** One request whose body is there already, checked and answered as on the port. Never rejects. */
  answer: (request: InProcessRequest) => Promise<AwsAnswer>
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
  functions: LocalFunctions,
  sessions: Sessions,
  lookUp: (accessKeyId: string) => Promise<KnownKey>,
  { now, trust, onFault }: EndpointOptions,
): AwsEndpoint {
  async function answer(request: InProcessRequest): Promise<AwsAnswer> {
    const requestId = randomUUID()
    const service = services.find((one) => one.matches(request))
    const { headers, ...answered } = await serve(service, request).catch((error: unknown) =>
      render(error, requestId, onFault, service?.renderError),
    )
    return { ...answered, headers: { 'x-amzn-requestid': requestId, ...headers } }
  }

  async function serve(service: AwsService | undefined, request: InProcessRequest): Promise<AwsAnswer> {
    const who = await identify(request, service?.name ?? claimedService(request))
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

  /** Verifies that the request was signed for this very service, with every header that AWS reads. */
  async function identify(request: SignedRequest, service: string): Promise<Identity> {
    const { authorization = '' } = request.headers
    const keyId = claimedKeyId(authorization) ?? ''
    const token = request.headers['x-amz-security-token']
    const session = token === undefined ? undefined : sessions.open(keyId, token, now())
    const own = session ? undefined : functions.byKey(keyId)
    const known = session ?? own
    const { principal } = await verifySignature(request, service, now(), async (accessKeyId) =>
      known ? { principal: owner(known.name), secretAccessKey: known.secretAccessKey } : lookUp(accessKeyId),
    )
    const signed = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]?.split(';') ?? []
    const unsigned = unsignedHeaders(request.headers, signed)
    if (unsigned.length > 0) {
      throw new AwsError(
        'InvalidSignatureException',
        `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
        403,
      )
    }
    if (session) return sessionIdentity(session)
    if (own) return { kind: 'function', name: own.name, policy: own.policy }
    return administratorOf(principal)
  }

  return {
    answer,
    // Objects are streamed; all others answer a body that was read.
    listener(request, response) {
      const distrust = untrusted(request, trust)
      if (distrust) {
        const { status, headers, body } = render(
          new AwsError('AccessDeniedException', distrust, 403),
          randomUUID(),
          onFault,
        )
        response.writeHead(status, headers).end(body)
      } else (matches(request) ? handle : receive)(request, response).catch(() => response.destroy())
    },
  }
}

/** The service a request says it was signed for, where it is for none of ours. */
const claimedService = ({ headers }: SignedRequest): string =>
  /\/([a-z0-9-]+)\/aws4_request/.exec(headers.authorization ?? '')?.[1] ?? ''

/** Who a session is. The data role's own policy is empty: what its sessions may do, buckets' policies say. */
export const sessionIdentity = ({ name, role, tags }: Session): Identity => ({
  kind: 'session',
  name,
  role,
  tags,
  policy: [],
})

/** Who an access key stands for here. Throws for all but administrators of the default tenant. */
export function administratorOf({ tenant, permissions, name }: Principal): Identity {
  if (tenant !== defaultTenant || !permissions.includes('*')) {
    throw new AwsError('AccessDeniedException', 'These endpoints are for administrators of the default tenant.', 403)
  }
  return { kind: 'administrator', name }
}

const owner = (name: string) => ({ tenant: defaultTenant, id: name, name, kind: 'iam' as const, permissions: [] })

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
