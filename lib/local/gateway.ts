import { randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener } from 'node:http'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Authorized, HttpEvent } from '#runtime/entries/http.ts'
import { fallbackName } from '#runtime/fallback.ts'
import { authorizerName } from '#runtime/function-names.ts'
import { bodyTooLarge } from '#runtime/input.ts'
import { functionName } from '#runtime/operation.ts'
import { isFallbackAuthorized, type Registry, type Route } from '#runtime/registry.ts'
import { collapse, matchPath } from '#runtime/routing.ts'
import type { LocalFunctions } from './functions.ts'
import { rawUrl, readBody } from './http.ts'
import { names } from './names.ts'

type Found = Pick<Route, 'functionName' | 'isAuthorized' | 'tellsLarger'> & { key: string }

/** What API Gateway takes at most; a dialect's own, lower limit answers in the dialect's form. */
const bodyLimitBytes = 10 * 1024 * 1024

/**
 * API Gateway on one machine: each request becomes a payload-2.0 event for the function its route names, after the
 * authorizer was asked where the dialect wants it; a path of no route goes to the dialect's fallback. Answers as the
 * gateway itself would only outside all dialects and when a function fails without answering.
 */
export function gateway({ routes, dialects }: Registry, functions: LocalFunctions, now: () => Date): RequestListener {
  return (request, response) => {
    void answer(request)
      .catch((error: unknown): APIGatewayProxyStructuredResultV2 => {
        const isLarge = (error as { code?: string }).code === 'body-too-large'
        return isLarge ? plain(413, 'Request Entity Too Large') : plain(500, 'Internal Server Error')
      })
      .then(({ statusCode = 200, headers = {}, body = '', isBase64Encoded }) => {
        response.writeHead(statusCode, headers as Record<string, string>)
        response.end(request.method === 'HEAD' ? '' : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'))
      })
  }

  async function answer(request: IncomingMessage): Promise<APIGatewayProxyStructuredResultV2> {
    const { path } = rawUrl(request)
    const route = find(request.method ?? 'GET', path)
    if (!route) return plain(404, 'Not Found')
    const event = await toEvent(request, route)
    if (route.isAuthorized) {
      const answered = (await functions.invoke(authorizerName, { ...event, body: undefined, type: 'REQUEST' })) as {
        context: Authorized
      }
      event.requestContext.authorizer = { lambda: answered.context }
    }
    return (await functions.invoke(route.functionName, event)) as APIGatewayProxyStructuredResultV2
  }

  function find(method: string, path: string): Found | undefined {
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
        // What it hands on may be an operation that does.
        tellsLarger: dialect.canonical !== undefined,
        key: '$default',
      }
    )
  }

  async function toEvent(request: IncomingMessage, { key: routeKey, tellsLarger }: Found): Promise<HttpEvent> {
    const { path, query } = rawUrl(request)
    // What a gateway can not hand over a function can still answer, told the length alone: a kindness of this one.
    let larger: number | undefined
    const body = await readBody(request, bodyLimitBytes, (length) => {
      if (!tellsLarger) throw bodyTooLarge(length, bodyLimitBytes)
      larger = length
    })
    const at = now()
    const event: HttpEvent = {
      version: '2.0',
      routeKey,
      rawPath: path,
      rawQueryString: query,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(',') : (value ?? ''),
        ]),
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
      isBase64Encoded: body.length > 0,
    }
    if (larger !== undefined) event.headers['content-length'] = String(larger)
    else if (body.length > 0) event.body = body.toString('base64')
    return event
  }
}

const plain = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
})
