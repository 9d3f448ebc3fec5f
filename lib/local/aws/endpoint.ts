import { randomUUID } from 'node:crypto'
import type { RequestListener } from 'node:http'
import { DomainError } from '#core/errors.ts'
import { defaultTenant } from '#core/tenants.ts'
import type { KnownKey } from '#runtime/access-keys.ts'
import { claimedKeyId, verifySignature, type SignedRequest } from '#runtime/sigv4.ts'
import type { Principal } from '#core/users/permissions.ts'
import type { LocalFunctions } from '../functions.ts'
import { readBody, rawUrl } from '../http.ts'
import { AwsError, type AwsAnswer, type AwsService, type Identity } from './protocol.ts'
import type { S3Service } from './s3.ts'

/**
 * The AWS endpoints: one port for all services. Every request must be signed, by one of the product's functions, which
 * may do what its policy says, or with the access key of an administrator of the default tenant, who stands for the
 * owner of the AWS account. A key of another tenant opens nothing here: direct invocations can act for any tenant.
 */
export function awsEndpoint(
  services: readonly AwsService[],
  { matches, handle }: S3Service,
  functions: LocalFunctions,
  lookUp: (accessKeyId: string) => Promise<KnownKey>,
  now: () => Date,
): RequestListener {
  return (request, response) => {
    // Objects are streamed; all others answer a body that was read.
    if (matches(request)) return void handle(request, response)
    const requestId = randomUUID()
    void (async () => {
      const { path, query } = rawUrl(request)
      const signed: SignedRequest & { body: Buffer } = {
        method: request.method ?? 'GET',
        path,
        query,
        headers: request.headers as SignedRequest['headers'],
        body: await readBody(request, 10 * 1024 * 1024),
      }
      const who = await identify(signed)
      const service = services.find((one) => one.matches(signed))
      if (!service) throw new AwsError('UnknownOperationException', 'This service is not available here.', 404)
      return service.handle({ ...signed, query: new URLSearchParams(query), who })
    })()
      .catch((error: unknown) => render(error, requestId))
      .then(({ status, headers, body }) => {
        response.writeHead(status, { 'x-amzn-requestid': requestId, ...headers }).end(body)
      })
  }

  async function identify(request: SignedRequest): Promise<Identity> {
    const { authorization = '' } = request.headers
    const service = /\/([a-z0-9-]+)\/aws4_request/.exec(authorization)?.[1] ?? ''
    const own = functions.byKey(claimedKeyId(authorization) ?? '')
    const { principal } = await verifySignature(request, service, now(), async (accessKeyId) =>
      own ? { principal: owner(own.name), secretAccessKey: own.secretAccessKey } : lookUp(accessKeyId),
    )
    if (own) return { kind: 'function', name: own.name, policy: own.policy }
    return administratorOf(principal)
  }
}

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

function render(error: unknown, requestId: string): AwsAnswer {
  const known = error instanceof DomainError ? signatureErrors[error.code] : undefined
  const { name, message, status } =
    error instanceof AwsError
      ? error
      : known
        ? { name: known, message: (error as Error).message, status: 403 }
        : { name: 'InternalFailure', message: `Something went wrong (${requestId}): ${String(error)}`, status: 500 }
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': name },
    body: JSON.stringify({ __type: name, message, Message: message }),
  }
}
