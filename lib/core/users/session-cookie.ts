/** For how long a session of the web console lives. Pages that watch would prolong it for ever, so nothing does. */
export const consoleSessionSeconds = 4 * 60 * 60

/** The header that the console's pages send with their session: no other origin's page can, without leave that none gets. */
export const consoleHeader = 'x-sluice-console'

/** In which a distribution in front of the API, which calls it by another name, says what host the browser asked. */
export const hostHeader = 'x-sluice-host'

const cookieName = 'sluice-session'

/** A `Set-Cookie` that holds a session's token for so many seconds; with none it takes the cookie back. */
export const sessionCookie = (token: string, seconds: number, isSecure: boolean): string =>
  `${cookieName}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${isSecure ? '; Secure' : ''}`

/** What of a request says whether a page of this origin sent it. */
export interface CookieRequest {
  /** By lower-case names. */
  headers: Readonly<Record<string, string | undefined>>
  /** `name=value`, one each; a `Cookie` header counts where there are none. */
  cookies?: readonly string[]
}

/**
 * The session's token in the cookie of a request that a page of this origin sent. Undefined without a cookie, without the
 * header that only such a page can send, and where the browser says that the page is of another origin, or is none.
 */
export function tokenInCookie({ headers, cookies }: CookieRequest): string | undefined {
  if (headers[consoleHeader] === undefined || !isSameOrigin(headers)) return undefined
  const pairs = cookies ?? headers.cookie?.split(';') ?? []
  const token = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${cookieName}=`))
  return token?.slice(cookieName.length + 1) || undefined
}

/** Browsers say where a request comes from in one header or the other, and pages can set neither. */
function isSameOrigin(headers: CookieRequest['headers']): boolean {
  const { origin, host } = headers
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  const called = headers[hostHeader] ?? host
  return origin === undefined || (called !== undefined && origin.replace(/^https?:\/\//, '') === called)
}
