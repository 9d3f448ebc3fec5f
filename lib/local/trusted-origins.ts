import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * Which requests come from this machine's own programs, and not from a web page. A page of another origin announces itself
 * in `Origin`; one whose DNS name was pointed at this machine announces that name in `Host`.
 */
export interface Trust {
  /** The address that is listened on. Beyond loopback, addresses of any kind are trusted as hosts; names are not. */
  host: string
  /** Further host names under which this machine is reached. */
  hosts?: readonly string[]
  /** Origins whose pages may call, e.g. `https://console.example`. */
  origins?: readonly string[]
  /** Anybody may know the administrator's password. */
  hasDefaultPassword?: boolean
}

/** The administrator's, on loopback, unless another is chosen: it is written in the README. */
export const defaultAdminPassword = 'admin'

/** Why a request is refused; undefined for one that is not. */
export function untrusted({ headers }: Pick<IncomingMessage, 'headers'>, trust: Trust): string | undefined {
  const { host, origin } = headers
  if (host !== undefined && !isTrustedHost(nameIn(host), trust))
    return `The host ${host} is not trusted. SLUICE_ALLOWED_HOSTS names those that are.`
  if (origin !== undefined && !isTrustedOrigin(origin, trust) && originOf(origin) !== host)
    return `The origin ${origin} is not trusted. SLUICE_ALLOWED_ORIGINS names those that are.`
  return undefined
}

export const isLoopback = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))

function isTrustedHost(name: string, { host, hosts = [] }: Trust): boolean {
  if (isLoopback(name) || [host, ...hosts].some((one) => nameIn(one) === name)) return true
  return !isLoopback(host) && isIP(name) !== 0
}

/**
 * The origin that is let in to a dialect that is meant for pages of other origins: a configured one or, where none is configured
 * and only this machine can call, any, as its tokens travel in a header that no page sends by accident. With the usual
 * password a page could sign in, so then only this machine's own pages are.
 */
export function originLetIn(origin: string, { host, origins = [], hasDefaultPassword }: Trust): string | undefined {
  if (origins.length > 0) return isTrustedOrigin(origin, { host, origins }) ? origin : undefined
  if (!isLoopback(nameIn(host))) return undefined
  return !hasDefaultPassword || isLoopback(nameIn(originOf(origin) ?? '')) ? '*' : undefined
}

const isTrustedOrigin = (origin: string, { origins = [] }: Trust): boolean =>
  origins.some((one) => one === origin || (URL.canParse(one) && new URL(one).origin === origin))

/** The name or address in a Host header, in lower case and without port and brackets. */
const nameIn = (host: string): string =>
  host
    .toLowerCase()
    .replace(/(?<=^[^:]*|\]):\d+$/, '')
    .replace(/\.$/, '')
    .replace(/^\[(.*)\]$/, '$1')

/** The host and port of an origin; undefined for `null` and what is none. */
const originOf = (origin: string): string | undefined => (URL.canParse(origin) ? new URL(origin).host : undefined)
