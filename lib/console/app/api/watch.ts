import { useEffect, useMemo, useRef, useState } from 'react'
import { prepare, send, type Answer, type Parts, type PreparedRequest, type Route } from './client.ts'
import { noteOnScreen } from './on-screen.ts'
import { reachability } from './reachability.ts'
import { Refusal, Unreachable } from './refusal.ts'
import { isEndOfSession } from './session-end.ts'

/** What a page knows of a resource: its newest state, or why there is none. */
export interface Watched<T> {
  data?: T
  refusal?: Refusal
  isLoading: boolean
}

export type Reading = `GET ${string}` & Route

/** How long the API may wait for a change, and how long we do where it cannot tell of one. */
const waitSeconds = 20
const pollMilliseconds = 5000
/** Browsers keep six connections to a host, and commands need some: the others ask again and again. */
const mostWaiting = 3
/** However fast something changes. */
const leastMilliseconds = 1000

let waiting = 0
const lastKnown = new Map<string, unknown>()
const refreshers = new Set<() => unknown>()

/** Makes everything on the screen be asked for again at once: after a command, and when the API is back. */
export const refreshAll = (): void => {
  for (const refresh of refreshers) refresh()
}

/** Makes everything be asked for again whenever a value is another one, of which what is shown depends. */
export function useRefreshOn(value: unknown): void {
  const former = useRef(value)
  useEffect(() => {
    if (former.current === value) return
    former.current = value
    refreshAll()
  }, [value])
}

// Whoever notices first that the API is back tells all others, which may wait for seconds until they ask again.
reachability.onBack(refreshAll)

/** Is told whenever everything is asked for again, until the returned function is called. */
export function onRefresh(listener: () => unknown): () => void {
  refreshers.add(listener)
  return () => refreshers.delete(listener)
}

/**
 * Watches a resource for as long as the component is shown. Without a route nothing is asked for. What was known of it before is shown until
 * its answer comes.
 */
export function useWatch<R extends Reading>(route: R | undefined, parts: Parts<R>): Watched<Answer<R>> {
  const request = route ? prepare(route, parts) : undefined
  const url = request?.url
  const [known, setKnown] = useState<{ url?: string; state: Watched<Answer<R>> }>({ state: { isLoading: true } })
  useEffect(() => {
    if (url === undefined) return
    const leave = noteOnScreen(url)
    const end = watch({ method: 'GET', url }, (state) => setKnown({ url, state: state as Watched<Answer<R>> }))
    return () => {
      end()
      leave()
    }
  }, [url])
  return useMemo(() => {
    if (url === undefined) return { isLoading: false }
    return known.url === url ? known.state : { isLoading: true, data: lastKnown.get(url) as Answer<R> | undefined }
  }, [known, url])
}

/** Watches until it is told to end, which it returns the means for. */
function watch(request: PreparedRequest, tell: (state: Watched<unknown>) => void): () => void {
  const end = new AbortController()
  let interrupt = new AbortController()
  // While the others are told that the API is back: what is known here has just come.
  let isFresh = false
  const refresh = () => isFresh || interrupt.abort()
  const leave = onRefresh(refresh)

  async function run(): Promise<void> {
    let etag: string | undefined
    for (let failures = 0; !end.signal.aborted;) {
      interrupt = new AbortController()
      const signal = AbortSignal.any([end.signal, interrupt.signal])
      const began = performance.now()
      try {
        const response = await ask(request, etag, signal)
        failures = 0
        if (response.status !== 304) {
          const data: unknown = await response.json()
          remember(request.url, data)
          tell({ data, isLoading: false })
        }
        etag = response.headers.get('etag') ?? (response.status === 304 ? etag : undefined)
        isFresh = true
        reachability.isBack()
        isFresh = false
        await pause(etag === undefined ? pollMilliseconds : leastMilliseconds - (performance.now() - began), signal)
      } catch (error) {
        if (end.signal.aborted) return
        if (interrupt.signal.aborted) {
          // Asked for again: whatever it is by now.
          etag = undefined
          continue
        }
        failures++
        // What is asked for next is answered at once, and not when something has changed.
        etag = undefined
        await recover(request.url, error, failures, tell, signal)
      }
      await visible(end.signal)
    }
  }

  void run()
  return () => {
    leave()
    end.abort()
  }
}

/** Asks, and lets the API wait for a change of what is known, where there is a place for it. */
async function ask(request: PreparedRequest, etag: string | undefined, signal: AbortSignal): Promise<Response> {
  if (etag === undefined) return send(request, {}, signal)
  if (waiting >= mostWaiting) {
    await pause(pollMilliseconds, signal)
    return send(request, { 'if-none-match': etag }, signal)
  }
  waiting++
  try {
    return await send(request, { 'if-none-match': etag, prefer: `wait=${waitSeconds}` }, signal)
  } finally {
    waiting--
  }
}

/** Says what went wrong, and waits before the next attempt: the longer, the more have failed. */
async function recover(
  url: string,
  error: unknown,
  failures: number,
  tell: (state: Watched<unknown>) => void,
  signal: AbortSignal,
): Promise<void> {
  if (error instanceof Refusal) {
    reachability.isBack()
    // What was shown stays for who signs in again.
    if (!(await isEndOfSession(error)))
      tell({ refusal: error, isLoading: false, data: isLasting(error) ? undefined : lastKnown.get(url) })
  } else if (error instanceof Unreachable) reachability.isAway()
  else throw error
  await pause(Math.min(10_000, 1000 * 2 ** (failures - 1)), signal).catch(() => undefined)
}

/** Whether there is nothing to be shown: it may not be seen, or is not there. */
const isLasting = ({ status }: Refusal): boolean => [401, 403, 404].includes(status)

function remember(url: string, data: unknown): void {
  lastKnown.delete(url)
  lastKnown.set(url, data)
  const [oldest] = lastKnown.keys()
  if (lastKnown.size > 100 && oldest !== undefined) lastKnown.delete(oldest)
}

/** Forgets what was shown to who signed in before. */
export const forget = (): void => lastKnown.clear()

/** Rejects when it is interrupted. */
const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, Math.max(0, milliseconds))
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new DOMException('Interrupted', 'AbortError'))
    })
    if (signal.aborted) reject(new DOMException('Interrupted', 'AbortError'))
  })

/** Resolves when somebody can see the page. */
const visible = (signal: AbortSignal): Promise<void> =>
  document.hidden
    ? new Promise((resolve) => {
        const look = () => {
          if (document.hidden && !signal.aborted) return
          document.removeEventListener('visibilitychange', look)
          resolve()
        }
        document.addEventListener('visibilitychange', look)
        signal.addEventListener('abort', look)
      })
    : Promise.resolve()
