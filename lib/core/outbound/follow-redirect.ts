import { OutboundError } from './outbound-error.ts'

/** A request to another host. Names of headers are in lower case. */
export interface OutboundRequest {
  method: string
  url: URL
  headers: Readonly<Record<string, string>>
  body?: string | Uint8Array
}

export const redirectsAllowed = 5

/** What goes on to another origin: it tells the format of the answer and nothing of the caller. */
const impersonal: readonly string[] = ['accept', 'accept-language', 'user-agent']

/**
 * The request that a redirect asks for; undefined for an answer that is none. To another origin no header goes on that
 * could be a credential, which by name nobody can tell, and no body: it may hold one too, so a redirect that keeps the
 * body is refused there. Methods change as the Fetch standard says.
 */
export function followRedirect(
  request: OutboundRequest,
  status: number,
  location: string | undefined,
): OutboundRequest | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return undefined
  const url = urlOf(location, request.url)
  const becomesGet =
    (status === 303 && !['GET', 'HEAD'].includes(request.method)) || (status < 303 && request.method === 'POST')
  const isSameOrigin = url.origin === request.url.origin
  if (!becomesGet && request.body !== undefined && !isSameOrigin)
    throw refused(request, 'a redirect to another origin, where its body is not sent.')
  const kept = Object.entries(request.headers).filter(
    ([name]) => (isSameOrigin || impersonal.includes(name)) && !(becomesGet && name.startsWith('content-')),
  )
  return {
    method: becomesGet ? 'GET' : request.method,
    url,
    headers: Object.fromEntries(kept),
    ...(becomesGet || request.body === undefined ? {} : { body: request.body }),
  }

  function urlOf(text: string, base: URL): URL {
    const found = URL.canParse(text, base.href) ? new URL(text, base) : undefined
    if (!found || !/^https?:$/.test(found.protocol)) throw refused(request, 'a redirect to what is no HTTP URL.')
    if (found.username !== '' || found.password !== '') throw refused(request, 'a redirect with credentials in it.')
    if (found.protocol === 'http:' && base.protocol === 'https:')
      throw refused(request, 'a redirect from HTTPS to plain HTTP.')
    return found
  }
}

const refused = ({ url }: OutboundRequest, answered: string): OutboundError =>
  new OutboundError('redirect-refused', `${url.hostname} answered with ${answered}`)
