import type { IncomingMessage } from 'node:http'
import type { Dialect } from '#runtime/declarations/dialect.ts'
import { rawUrl } from './http.ts'
import { originLetIn, type Trust } from './trusted-origins.ts'

/**
 * What an HTTP API that is configured for pages of other origins adds to each of its answers and refusals, and answers
 * preflights with by itself. Undefined for requests of no page, for dialects that are not meant for pages, and for origins that
 * are not let in.
 */
export function corsHeaders(
  dialects: readonly Dialect[],
  request: IncomingMessage,
  trust: Trust,
): Record<string, string> | undefined {
  const { origin, host } = request.headers
  const { path } = rawUrl(request)
  const browsers = dialects.find(({ basePath }) => `${path}/`.startsWith(`${basePath}/`))?.browsers
  if (!browsers || origin === undefined || origin.endsWith(`//${host}`)) return undefined
  const letIn = originLetIn(origin, trust)
  if (letIn === undefined) return undefined
  return {
    'access-control-allow-origin': letIn,
    ...(letIn === '*' ? {} : { 'access-control-allow-credentials': 'true', vary: 'Origin' }),
    ...(isPreflight(request)
      ? {
          'access-control-allow-methods': browsers.methods.join(','),
          'access-control-allow-headers': browsers.headers.join(','),
          'access-control-max-age': '3600',
        }
      : {}),
  }
}

/** Whether a browser asks for leave, and not yet for anything. */
export const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
