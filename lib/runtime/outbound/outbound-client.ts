import { lookup as lookUpName } from 'node:dns/promises'
import { request as sendHttp, type IncomingMessage } from 'node:http'
import { request as sendHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { literalOf, addressPolicy, type JudgeAddress } from '#core/outbound/address-policy.ts'
import { followRedirect, redirectsAllowed, type OutboundRequest } from '#core/outbound/follow-redirect.ts'
import { OutboundError } from '#core/outbound/outbound-error.ts'

/** What one call brings and how long it takes, at most. */
export const outboundLimits = { answerBytes: 10 * 1024 * 1024, seconds: 60 } as const

export interface OutboundCall {
  url: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** 60 at most, which is also what it is without. */
  timeoutSeconds?: number
  /** Ends the call, as if it had timed out. */
  signal?: AbortSignal
}

export interface OutboundAnswer {
  status: number
  /** By lower-case name, several of one joined by commas. */
  headers: Record<string, string>
  body: Buffer
}

export interface OutboundOptions {
  /** Ranges of addresses that the installation allows although they are not public; plain HTTP goes to these only. */
  allowedRanges: readonly string[]
  /** Certificate authorities to trust instead of Node's own. */
  ca?: string
  resolve?: (host: string) => Promise<{ address: string; family: number }[]>
}

export type CallOut = (call: OutboundCall) => Promise<OutboundAnswer>

const methods: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Said by the connection and not by the caller. `host` would send a request to another site than the one that was checked. */
const ownHeaders = /^(host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/

/**
 * The one client for calls to hosts that users name. Every address a host resolves to is judged when the connection is made,
 * and the connection goes to an address that was judged, so DNS that answers differently a moment later changes nothing.
 * Redirects are requests like the first. Each has a connection of its own: one that is kept could be older than a change
 * of what is allowed. Throws `OutboundError` (docs/decisions/0050).
 */
export function outboundClient({ allowedRanges, ca, resolve = allAddresses }: OutboundOptions): CallOut {
  const judge = addressPolicy(allowedRanges)
  return async (call) => {
    const milliseconds = Math.min(call.timeoutSeconds ?? outboundLimits.seconds, outboundLimits.seconds) * 1000
    const signal = AbortSignal.any([AbortSignal.timeout(milliseconds), ...(call.signal ? [call.signal] : [])])
    let request = requestOf(call)
    for (let redirects = 0; ; redirects++) {
      const { host, protocol } = request.url
      try {
        refuseLiteral(request.url, judge)
        const answer = await exchange(request, { lookup: guarded(resolve, judge, protocol), ca, signal })
        if ('status' in answer) return answer
        if (redirects === redirectsAllowed)
          throw new OutboundError('redirect-refused', `There were more than ${redirectsAllowed} redirects.`)
        request = answer
      } catch (error) {
        if (signal.aborted) throw new OutboundError('timed-out', `${host} did not answer in time.`, error)
        throw error instanceof OutboundError ? error : failureOf(host, error)
      }
    }
  }
}

const allAddresses: Required<OutboundOptions>['resolve'] = (host) => lookUpName(host, { all: true })

function requestOf({ url: text, method = 'GET', headers = {}, body }: OutboundCall): OutboundRequest {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const invalid = (message: string) => new OutboundError('request-invalid', message)
  if (!url || !/^https?:$/.test(url.protocol)) throw invalid('It is no HTTP or HTTPS URL.')
  if (url.username !== '' || url.password !== '') throw invalid('Credentials in a URL are not sent; use a header.')
  if (!methods.includes(method)) throw invalid(`The method must be one of ${methods.join(', ')}.`)
  const named = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), value])
  const own = named.find(([name]) => ownHeaders.test(name))
  if (own) throw invalid(`The header ${own[0]} is not the caller’s to set.`)
  return { url, method, headers: Object.fromEntries(named), ...(body === undefined ? {} : { body }) }
}

/** No name is looked up for an address, so it is judged here. */
function refuseLiteral(url: URL, judge: JudgeAddress): void {
  const address = literalOf(url)
  if (address !== undefined) refuseUnless(mayCall(judge(address), url.protocol), url.hostname, url.protocol)
}

const mayCall = (verdict: ReturnType<JudgeAddress>, protocol: string): boolean =>
  verdict === 'allowed' || (verdict === 'public' && protocol === 'https:')

function refuseUnless(isAllowed: boolean, host: string, protocol: string): void {
  if (isAllowed) return
  const message =
    protocol === 'https:'
      ? `${host} is not a public address, or has one that is not; this installation does not call it.`
      : `Plain HTTP is sent only to addresses that the installation allows; ${host} is not one.`
  throw new OutboundError('address-refused', message)
}

/** How a connection looks a name up: one bad address among several refuses the name, for the client may take any. */
const guarded =
  (resolve: Required<OutboundOptions>['resolve'], judge: JudgeAddress, protocol: string): LookupFunction =>
  (host, { all }, callback) => {
    const judged = async () => {
      const found = await resolve(host)
      refuseUnless(found.length > 0 && found.every(({ address }) => mayCall(judge(address), protocol)), host, protocol)
      return found
    }
    judged().then(
      (found) => {
        if (all) callback(null, found)
        else callback(null, found[0]?.address ?? '', found[0]?.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    )
  }

interface Connection {
  lookup: LookupFunction
  ca: string | undefined
  signal: AbortSignal
}

/** One request: its answer, or the request that it is redirected to. */
const exchange = (request: OutboundRequest, connection: Connection): Promise<OutboundAnswer | OutboundRequest> =>
  new Promise((resolve, reject) => {
    const { url, method, headers, body } = request
    const send = url.protocol === 'https:' ? sendHttps : sendHttp
    const sent = send(
      url,
      {
        method,
        // Length and host are Node's to add; an answer that comes compressed is handed on as it is.
        headers: { 'accept-encoding': 'identity', ...headers },
        agent: false,
        // Whatever the environment says: NODE_TLS_REJECT_UNAUTHORIZED is not for calls to strangers.
        rejectUnauthorized: true,
        ...connection,
      },
      (answer) => {
        receive(request, answer).then(resolve, reject)
      },
    )
    sent.on('error', (error) => {
      const { authorizationError } = (sent.socket ?? {}) as Partial<TLSSocket>
      reject(
        authorizationError
          ? new OutboundError('certificate-rejected', `${url.host} has no certificate that is valid for it.`, error)
          : error,
      )
    })
    sent.end(body)
  })

async function receive(request: OutboundRequest, answer: IncomingMessage): Promise<OutboundAnswer | OutboundRequest> {
  try {
    const { statusCode: status = 0, headers } = answer
    const next = followRedirect(request, status, headers.location)
    if (next) return next
    const body = await bytesOf(answer, request.url.host)
    const texts = Object.entries(headers).map(([name, value]): [string, string] => [name, [value].flat().join(', ')])
    return { status, headers: Object.fromEntries(texts), body }
  } finally {
    answer.destroy()
  }
}

async function bytesOf(answer: IncomingMessage, host: string): Promise<Buffer> {
  const { answerBytes } = outboundLimits
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > answerBytes)
      throw new OutboundError('answer-too-large', `${host} answered with more than ${answerBytes} bytes.`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What Node threw, told in words: a header that cannot be sent, or by its code what the network did. */
function failureOf(host: string, error: unknown): OutboundError {
  const { code = '' } = error as NodeJS.ErrnoException
  if (code === 'ERR_INVALID_CHAR' || code === 'ERR_INVALID_HTTP_TOKEN')
    return new OutboundError('request-invalid', 'A header cannot be sent as it is.', error)
  return new OutboundError('unreachable', `${host} cannot be reached${code && ` (${code})`}.`, error)
}
