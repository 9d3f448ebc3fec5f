import { isUtf8 } from 'node:buffer'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { DomainError } from '#core/errors.ts'
import type { Authorized, HttpEvent } from '#runtime/entries/http.ts'
import { isWaiting } from '#runtime/entries/watch.ts'
import { fallbackName } from '#runtime/declarations/fallback.ts'
import { authorizerName } from '#runtime/declarations/function-names.ts'
import { functionName, usualRate } from '#runtime/declarations/operation.ts'
import { isFallbackAuthorized, type Registry, type Route } from '#inventory/registry.ts'
import { collapse, matchPath } from '#runtime/invocation/routing.ts'
import { turns } from '#runtime/credentials/turns.ts'
import type { LocalFunctions } from './functions.ts'
import { decoded, rawUrl, readBody } from './http.ts'
import type { ConsoleFiles } from './console.ts'
import { names } from './names.ts'
import { corsHeaders, isPreflight } from './cors.ts'
import { rateLimit } from './rate-limit.ts'
import { untrusted, type Trust } from './trusted-origins.ts'

type Found = Pick<Route, 'functionName' | 'isAuthorized' | 'rate'> & { key: string }

/** What an HTTP API takes at most. */
const bodyLimitBytes = 10 * 1024 * 1024
/** What Lambda takes as an event at most; binary bodies are base64 in it. */
const eventLimitBytes = 6 * 1024 * 1024
/** Invocations at once, and requests that wait for one, as a concurrency limit would have it. */
const concurrency = { atOnce: 64, waiting: 2000, waitingOfOne: 1000, refusal: 'Service Unavailable' }
/** The same of requests that wait for a change: they take nobody else's turn, and almost all of their time they sleep. */
const watching = { ...concurrency, atOnce: 500 }

/** Bodies of all requests that are read or wait. */
const heldBytesLimit = 256 * 1024 * 1024

/** What the gateway itself answers. */
class GatewayRefusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/**
 * API Gateway on one machine: each request becomes a payload-2.0 event for the function its route names, after the
 * authorizer was asked where the dialect wants it; a path of no route goes to the dialect's fallback. As strict as an HTTP
 * API: paths arrive decoded, bodies and rates are limited. Answers as the gateway itself would only outside all dialects,
 * at its limits, and when a function fails without answering. Requests that a web page of another origin may have sent are
 * refused; AWS needs no such check, since nobody there has a default password. `pages` are the web console's, which a
 * distribution serves on AWS.
 */
export function gateway(
  registry: Registry,
  functions: LocalFunctions,
  now: () => Date,
  trust: Trust,
  pages?: ConsoleFiles,
): RequestListener {
  const admits = rateLimit()
  const inTurn = turns(concurrency)
  const inTurnToWatch = turns(watching)
  let heldBytes = 0

  return (request, response) => {
    const cors = corsHeaders(registry.dialects, request, trust)
    void answer(request, cors)
      .catch(refusal)
      .then(({ statusCode = 200, headers = {}, body = '', isBase64Encoded }) => {
        response.writeHead(statusCode, { ...(headers as Record<string, string>), ...cors })
        response.end(request.method === 'HEAD' ? '' : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'))
      })
      .catch(() => response.destroy())
  }

  async function answer(
    request: IncomingMessage,
    cors: Record<string, string> | undefined,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const { host } = request.headers
    const distrust = untrusted(cors ? { headers: { host } } : request, trust)
    if (distrust) throw new GatewayRefusal(403, distrust)
    if (cors && isPreflight(request)) return { statusCode: 204 }
    const path = decoded(rawUrl(request).path)
    if (path === undefined) throw new GatewayRefusal(400, 'Bad Request')
    // On AWS each dialect has an API of its own, and none has a root page; the console's distribution has one.
    if (path === '/') return { statusCode: 302, headers: { location: pages ? '/console/' : '/v1/docs' } }
    const page = await pages?.(request, path)
    if (page) return page
    const route = find(registry, request.method ?? 'GET', path)
    if (!route) throw new GatewayRefusal(404, 'Not Found')
    if (!admits(route.key, route.rate ?? usualRate)) throw new GatewayRefusal(429, 'Too Many Requests')
    // Bodies are read before a request has its turn, so that a slow sender keeps nobody from theirs.
    const bytes = expectedBytes(request)
    if (heldBytes + bytes > heldBytesLimit) throw new GatewayRefusal(503, concurrency.refusal)
    heldBytes += bytes
    try {
      const event = await toEvent(request, path, route.key, now())
      const take = isWaiting(event.headers) ? inTurnToWatch : inTurn
      return await take(() => invoke(functions, route, event), event.requestContext.http.sourceIp)
    } finally {
      heldBytes -= bytes
    }
  }
}

/** Asks the authorizer where the dialect wants it, then the function. */
async function invoke(
  functions: LocalFunctions,
  route: Found,
  event: HttpEvent,
): Promise<APIGatewayProxyStructuredResultV2> {
  if (route.isAuthorized) {
    const answered = (await functions.invoke(authorizerName, { ...event, body: undefined, type: 'REQUEST' })) as {
      context: Authorized
    }
    event.requestContext.authorizer = { lambda: answered.context }
  }
  return (await functions.invoke(route.functionName, event)) as APIGatewayProxyStructuredResultV2
}

/** The route of a request, or the fallback of the dialect it is for. */
function find({ routes, dialects }: Registry, method: string, path: string): Found | undefined {
  const route = routes.find((one) => one.method === method && matchPath(one.path, path))
  if (route) return { ...route, key: `${route.method} ${route.path}` }
  // Each dialect has an API of its own on AWS. Here a path under nobody's base may still be another spelling of one.
  const dialect =
    dialects.find(({ basePath }) => `${collapse(path)}/`.startsWith(`${basePath}/`)) ??
    dialects.find(({ canonical }) => canonical?.(path) !== undefined)
  return (
    dialect && {
      functionName: functionName(dialect.name, fallbackName),
      isAuthorized: isFallbackAuthorized(dialect),
      key: `${dialect.name} $default`,
    }
  )
}

async function toEvent(request: IncomingMessage, path: string, key: string, at: Date): Promise<HttpEvent> {
  const body = await readBody(request, bodyLimitBytes, () => {
    throw new GatewayRefusal(413, 'Request Entity Too Large')
  })
  const event = eventOf(request, path, key.split(' ').at(-1) === '$default' ? '$default' : key, at)
  if (body.length > 0) {
    event.isBase64Encoded = !isText(request.headers['content-type'] ?? '') || !isUtf8(body)
    event.body = body.toString(event.isBase64Encoded ? 'base64' : 'utf8')
  }
  if (body.length > eventLimitBytes / 2 && Buffer.byteLength(JSON.stringify(event)) > eventLimitBytes)
    throw new GatewayRefusal(413, 'Request Entity Too Large')
  return event
}

/** How long a body may be, by what the request says of it. */
const expectedBytes = ({ headers }: IncomingMessage): number =>
  headers['transfer-encoding'] ? bodyLimitBytes : Math.min(bodyLimitBytes, Number(headers['content-length'] ?? 0) || 0)

/** Media types whose bodies an HTTP API hands over as text; all others arrive as base64. */
const isText = (mediaType: string): boolean =>
  /^(text\/.*|application\/(json|xml|javascript|[\w.-]+\+(json|xml)))\s*(;|$)/i.test(mediaType)

function refusal(error: unknown): APIGatewayProxyStructuredResultV2 {
  if (error instanceof GatewayRefusal) return plain(error.status, error.message)
  return error instanceof DomainError ? plain(503, error.message) : plain(500, 'Internal Server Error')
}

const plain = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})

function eventOf(request: IncomingMessage, path: string, routeKey: string, at: Date): HttpEvent {
  const { cookie, ...headers } = request.headers
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: rawUrl(request).query,
    // An HTTP API hands cookies over on their own.
    ...(cookie === undefined ? {} : { cookies: cookie.split(';').map((one) => one.trim()) }),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
    ),
    requestContext: {
      accountId: names.accountId,
      apiId: 'local',
      domainName: request.headers.host ?? '',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: at.toUTCString(),
      timeEpoch: at.getTime(),
    },
    isBase64Encoded: false,
  }
}
