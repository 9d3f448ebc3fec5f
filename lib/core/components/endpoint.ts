import { invalid } from '../errors.ts'
import { addressPolicy, literalOf } from '../outbound/address-policy.ts'

/** Where a component is: a URL that is called over HTTP, or the name of a Lambda function, which may have a qualifier. */
export type Endpoint = { kind: 'http'; url: URL } | { kind: 'lambda'; functionName: string }

export const longestEndpoint = 2048

/** The longest that a call may take: over HTTP what a step may, on Lambda what leaves a worker's last minute to settle it. */
export const longestCallSeconds = { http: 60, lambda: 14 * 60 } as const satisfies Record<Endpoint['kind'], number>

/** Reads an endpoint; undefined for what is none. */
export function readEndpoint(text: string): Endpoint | undefined {
  if (/^[\w-]{1,64}(:[\w$-]{1,128})?$/.test(text)) return { kind: 'lambda', functionName: text }
  const url = URL.canParse(text) ? new URL(text) : undefined
  return url && /^https?:$/.test(url.protocol) ? { kind: 'http', url } : undefined
}

/**
 * An endpoint that may be registered. Names are resolved when they are called; what can be told before is refused here: an
 * address that is not called, and plain HTTP where no range is allowed that it could go to. Throws `input-invalid`.
 */
export function checkEndpoint(text: string, outboundRanges: readonly string[]): Endpoint {
  const refused = (message: string) => invalid(['endpoint'], message)
  const endpoint = readEndpoint(text)
  if (!endpoint) throw refused('endpoint is neither an HTTPS URL nor the name of a Lambda function')
  if (endpoint.kind === 'lambda') return endpoint
  const { url } = endpoint
  if (url.username !== '' || url.password !== '') throw refused('endpoint must have no credentials in it')
  if (url.hash !== '') throw refused('endpoint must have no fragment')
  const address = literalOf(url)
  const verdict = address === undefined ? undefined : addressPolicy(outboundRanges)(address)
  if (verdict === 'refused') throw refused('endpoint is an address that this installation does not call')
  if (url.protocol === 'http:' && (outboundRanges.length === 0 || verdict === 'public'))
    throw refused('endpoint must be an HTTPS URL')
  return endpoint
}
