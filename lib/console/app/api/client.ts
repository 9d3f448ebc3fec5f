import { refusalIn, Unreachable } from './refusal.ts'
import type { Routes } from './routes.ts'

export type Route = keyof Routes
export type Answer<R extends Route> = Routes[R]['answer']

/** What a route takes: `path`, `query` and `body`, each left out where nothing in it is needed. */
export type Parts<R extends Route> = Loose<Omit<Routes[R], 'answer'>>
type Loose<P> = { [K in keyof P as object extends P[K] ? K : never]?: P[K] } & {
  [K in keyof P as object extends P[K] ? never : K]: P[K]
}

/** A request as it goes out, and as it can be shown. */
export interface PreparedRequest {
  method: string
  url: string
  body?: unknown
}

type Values = Record<string, unknown>

/** Puts what a route takes in its place. Members of the query that are undefined or empty are left out. */
export function prepare<R extends Route>(route: R, parts: Parts<R>): PreparedRequest {
  const { path = {}, query = {}, body } = parts as { path?: Values; query?: Values; body?: unknown }
  const [method = 'GET', template = ''] = route.split(' ')
  const url = template.replaceAll(/\{(\w+)\}/g, (_whole, name: string) =>
    String(path[name]).split('/').map(encodeURIComponent).join('/'),
  )
  const search = Object.entries(query)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one: unknown) => [name, one] as const))
    .filter(([, one]) => one !== undefined && one !== '')
    .map((pair) => pair.map((one) => encodeURIComponent(String(one))).join('='))
    .join('&')
  return { method, url: search ? `${url}?${search}` : url, body }
}

/** Marks what the console's own pages ask: the session's cookie counts with it only. */
const consoleHeader = { 'x-sluice-console': '1' }

/** Sends a request with the session. Throws `Refusal` and `Unreachable`, and what an aborted signal throws. */
export async function send(
  { method, url, body }: PreparedRequest,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  const isForm = body instanceof FormData || body instanceof Blob
  const response = await fetch(url, {
    method,
    credentials: 'same-origin',
    cache: 'no-store',
    headers: {
      ...consoleHeader,
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
    signal,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new Unreachable()
  })
  // What a gateway answers when nothing is behind it.
  if ([502, 503, 504].includes(response.status) && !/json/.test(response.headers.get('content-type') ?? ''))
    throw new Unreachable()
  if (response.status !== 304 && !response.ok) throw await refusalIn(response)
  return response
}

/** Calls a route, and gives its answer. Throws as `send` does. */
export async function call<R extends Route>(route: R, parts: Parts<R>, signal?: AbortSignal): Promise<Answer<R>> {
  const response = await send(prepare(route, parts), {}, signal)
  return (await response.json()) as Answer<R>
}
