import { randomUUID } from 'node:crypto'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { DomainError, invalid } from '#core/errors.ts'
import { defaultTenant } from '#core/tenants.ts'
import type { Principal } from '#core/users/permissions.ts'
import { sourceOf } from '#core/users/source.ts'
import type { Call, Services } from '../invocation/context.ts'
import type { Dialect, Rendered } from '../declarations/dialect.ts'
import { bodyTooLarge, readBytes, readInput, readOutside } from '../invocation/input.ts'
import type { Request } from '../invocation/request.ts'
import { bodyLimitOf, isIdentified, takesIdempotencyKey, wireOf, type Operation } from '../declarations/operation.ts'
import { replyOf } from '../declarations/reply.ts'
import { toRefusal } from '../invocation/outages.ts'
import { invokeOperation } from '../invocation/invoke-operation.ts'
import { answerWatch, wallPatience } from './watch.ts'
import type * as t from '../declarations/schema.ts'

/** What the gateway's authorizer found out: who calls, or why nobody does. */
export type Authorized =
  | { principal: Principal }
  | {
      refused: {
        code:
          | 'credentials-missing'
          | 'credentials-unreadable'
          | 'credentials-rejected'
          | 'login-throttled'
          | 'throttled'
          | 'unavailable'
        message: string
        retryAfterSeconds?: number
      }
    }

export type HttpEvent = APIGatewayProxyEventV2 & { requestContext: { authorizer?: { lambda?: Authorized } } }

/** Who calls, and the region they addressed. */
export interface Identified {
  caller: Principal
  region: string
}

/** Finds out who calls an operation, by the means of its dialect (credentials/authenticators). Throws what refuses them. */
export type Authenticator = (
  operation: Operation,
  services: Services,
) => (event: HttpEvent, request: Request) => Promise<Identified>

export type OnFault = (error: unknown, requestId: string) => void

/**
 * The HTTP entry: a payload-2.0 event of API Gateway becomes a request, the request an input and a caller, and whatever
 * comes of it an answer in the dialect's own form. Nothing escapes: an error that is not the caller's is handed to
 * `onFault`, and the caller gets the dialect's internal error with the request id. Only an operation that needs no
 * credentials goes without an authenticator.
 */
export function httpEntry(
  operation: Operation,
  services: Services,
  onFault: OnFault,
  authenticator: Authenticator | undefined,
  patience = wallPatience,
) {
  const { dialect } = operation
  const identify = identifierOf(operation, services, authenticator)

  async function serve(event: HttpEvent, requestId: string): Promise<APIGatewayProxyStructuredResultV2> {
    const request = toRequest(event)
    const { caller, region } = await identify(event, request)
    // Who nobody knows is told that first, whatever they send.
    refuseLarger(request.body, bodyLimitOf(operation), operation.largerBodies)
    const callNow = (): Call => ({
      caller,
      via: dialect.name,
      base: baseOf(event, dialect),
      region,
      accountId: services.env.accountId,
      requestId,
      source: sourceOf(event.requestContext.http.sourceIp),
      idempotencyKey: takesIdempotencyKey(operation) ? idempotencyKeyOf(request) : undefined,
      at: services.now().toISOString(),
      ...(operation.anyBody ? { request } : {}),
    })
    const { form, rawBody } = operation
    const parts = rawBody
      ? { [rawBody]: readBytes(request) }
      : await form?.read(request.body, request.headers['content-type'])
    const { input, refusal } = readStaged(operation, request)
    const perform = async (): Promise<APIGatewayProxyStructuredResultV2> => {
      const answer = await invokeOperation(operation, { ...input, ...parts }, callNow(), services, refusal)
      const { body, headers, status } = replyOf(answer)
      const rendered = render(body, operation, requestId)
      return {
        ...rendered,
        statusCode: status ?? operation.status ?? 200,
        headers: { ...rendered.headers, ...headers },
      }
    }
    return operation.watchable ? answerWatch(request, perform, patience) : perform()
  }

  return async (event: HttpEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    const answer = await answering(dialect, onFault, (requestId) => serve(event, requestId), operation)
    return event.requestContext.http.method === 'HEAD' ? { ...answer, body: '', isBase64Encoded: false } : answer
  }
}

function identifierOf(operation: Operation, services: Services, authenticator: Authenticator | undefined) {
  const { dialect, name } = operation
  if (!isIdentified(operation))
    return async (): Promise<Identified> => ({ caller: anonymous, region: services.env.region })
  if (!authenticator) throw new Error(`Nothing authenticates the callers of ${dialect.name} ${name}.`)
  return authenticator(operation, services)
}

function render(answer: unknown, { dialect, isDocument }: Operation, requestId: string): Rendered {
  const rendered = dialect.renderAnswer(answer, requestId)
  if (!isDocument) return rendered
  const { mediaType, text, base64 } = answer as t.Of<typeof t.binaryDocument>
  return {
    headers: { ...rendered.headers, 'content-type': mediaType },
    body: text ?? base64 ?? '',
    isBase64Encoded: base64 !== undefined,
  }
}

/** The input in a request. What is wrong with the body of an operation that looks up first is kept until it has looked. */
function readStaged(operation: Operation, request: Request): { input: Record<string, unknown>; refusal?: DomainError } {
  try {
    return { input: readInput(operation, request) }
  } catch (refusal) {
    if (!operation.find || !(refusal instanceof DomainError)) throw refusal
    return { input: readOutside(operation, request), refusal }
  }
}

/** What the caller calls its request, so that repeating it is safe. */
function idempotencyKeyOf({ headers }: Request): string | undefined {
  const key = headers['idempotency-key']
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key))
    throw invalid(['Idempotency-Key'], 'Idempotency-Key must be 1 to 255 printable characters', 'pattern')
  return key
}

/** Renders what `work` returns or throws. Shared with the fallback, which has no operation. */
export async function answering(
  dialect: Dialect,
  onFault: OnFault,
  work: (requestId: string) => Promise<APIGatewayProxyStructuredResultV2>,
  operation: Pick<Operation, 'errors'> = {},
): Promise<APIGatewayProxyStructuredResultV2> {
  const requestId = randomUUID()
  try {
    return await work(requestId)
  } catch (error) {
    const known = toRefusal(error)
    if (known.code === 'internal' || known.code === 'unavailable') onFault(error, requestId)
    const wire = wireOf({ dialect, errors: operation.errors }, known.code)
    const { headers, body } = dialect.renderError(known, wire, requestId)
    return { statusCode: wire.status, headers, body }
  }
}

export const credentialsMissing = (): DomainError =>
  new DomainError('credentials-missing', 'Credentials are needed: a Bearer token, or a name and a password.')

/** Scheme, host and base path as the client used them: what it is told to call next must lead back here. */
function baseOf({ headers, requestContext }: HttpEvent, dialect: Dialect): string {
  const scheme = headers['x-forwarded-proto'] ?? 'http'
  const path = dialect.baseIn?.(requestContext.http.path) ?? dialect.basePath
  return `${scheme}://${headers.host ?? requestContext.domainName}${path}`
}

/** What an operation without credentials is called by: nobody, with nothing. */
const anonymous: Principal = {
  tenant: defaultTenant,
  id: 'anonymous',
  name: 'anonymous',
  kind: 'user',
  permissions: [],
}

/** The request in an event, however large its body. */
export function toRequest(event: APIGatewayProxyEventV2): Request {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  return {
    method: event.requestContext.http.method,
    path: event.rawPath,
    query: event.rawQueryString,
    headers: event.headers,
    body,
  }
}

function refuseLarger(body: Buffer, limit: number, otherwise?: string): void {
  if (body.length > limit) throw bodyTooLarge(body.length, limit, otherwise)
}
