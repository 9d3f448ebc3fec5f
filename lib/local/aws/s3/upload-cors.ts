import type { IncomingMessage } from 'node:http'
import { isPreflight } from '../../cors.ts'
import { rawUrl } from '../../http.ts'
import { names } from '../../names.ts'

/**
 * What the rules of the product's bucket add to its answers to web pages, on AWS as here: a page of any origin may send what a
 * signed URL of ours lets it (docs/decisions/0080). Undefined for every other request.
 */
export function uploadCors(request: IncomingMessage): Record<string, string> | undefined {
  const { method, headers } = request
  const { path, query } = rawUrl(request)
  if (headers.origin === undefined || !path.startsWith(`/${names.bucket}/uploads/`)) return undefined
  const asks = isPreflight(request) && headers['access-control-request-method'] === 'PUT'
  if (!asks && !(method === 'PUT' && query.includes('X-Amz-Signature='))) return undefined
  return {
    'access-control-allow-origin': '*',
    ...(asks
      ? {
          'access-control-allow-methods': 'PUT',
          'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
          'access-control-max-age': '3600',
        }
      : {}),
  }
}
