import { expect, test } from 'vitest'
import { operation } from '../../functions/control/_dialect/dialect.ts'
import { DomainError } from '../../lib/core/errors.ts'
import authorizer from '../../lib/runtime/credentials/authenticators/authorizer.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import { httpEntry, type HttpEvent } from '../../lib/runtime/entries/http.ts'
import { longestWaitSeconds } from '../../lib/runtime/entries/watch.ts'
import { environment, services } from '../../lib/runtime/invocation/context.ts'

/** A thing that is looked at: `state` at each second since the request came, and how long a look takes. */
interface Scene {
  state: (second: number) => string
  lookMs?: number
}

/** Sends a request that asks so, on a clock that only pauses and looks move. */
async function watch({ state, lookMs = 0 }: Scene, headers: Record<string, string>) {
  const looks: number[] = []
  let elapsed = 0
  const getThing = operation({
    name: 'GetThing',
    route: 'GET /thing',
    example: { request: {}, answer: { state: 'a' } },
    permission: 'public',
    watchable: true,
    input: t.object({}),
    output: t.object({ state: t.string() }),
    fails: ['flow-not-found'],
    run: () => {
      looks.push(elapsed)
      elapsed += lookMs
      const now = state(elapsed / 1000)
      if (now === 'gone') throw new DomainError('flow-not-found', 'It is gone.')
      return Promise.resolve({ state: now })
    },
  })
  const patience = {
    elapsed: () => elapsed,
    pause: (milliseconds: number) => {
      elapsed += milliseconds
      return Promise.resolve()
    },
  }
  const event = {
    rawPath: '/v1/thing',
    rawQueryString: '',
    headers,
    requestContext: { http: { method: 'GET', path: '/v1/thing', sourceIp: '192.0.2.1' } },
  } as unknown as HttpEvent
  const fault = (error: unknown) => {
    throw error as Error
  }
  const answer = await httpEntry(getThing, services(environment([]), []), fault, authorizer, patience)(event)
  const told = (answer.headers ?? {}) as Record<string, string>
  return { status: answer.statusCode, body: answer.body, headers: told, looks, elapsed }
}

const always = { state: () => 'a' }
const etag = (await watch(always, {})).headers.etag ?? ''
const turnsAt = (second: number, into = 'b'): Scene => ({ state: (now) => (now < second ? 'a' : into) })

test('an answer has an ETag that follows from what it says', async () => {
  const again = await watch(always, {})
  const other = await watch({ state: () => 'b' }, {})

  expect(again.headers.etag).toBe(etag)
  expect(etag).toMatch(/^"[\w-]{27}"$/)
  expect(other.headers.etag).not.toBe(etag)
})

test('a caller that has the answer is told so at once, or after the time that it prefers to wait', async () => {
  const atOnce = await watch(always, { 'if-none-match': etag })
  expect(atOnce).toMatchObject({ status: 304, body: '', elapsed: 0, looks: [0] })
  expect(atOnce.headers).not.toHaveProperty('content-type')
  expect(atOnce.headers).not.toHaveProperty('preference-applied')

  const waited = await watch(always, { 'if-none-match': etag, prefer: 'wait=20' })
  expect(waited).toMatchObject({ status: 304, body: '', elapsed: 20_000 })
  expect(waited.headers).toMatchObject({ etag, 'preference-applied': 'wait=20' })
})

test('a caller that waits is answered within a second of a change, with the new answer and its ETag', async () => {
  const { status, body, headers, elapsed } = await watch(turnsAt(7.5), { 'if-none-match': etag, prefer: 'wait=20' })

  expect([status, body, elapsed]).toEqual([200, '{"state":"b"}', 8000])
  expect(headers).toMatchObject({ 'preference-applied': 'wait=20', 'content-type': 'application/json' })
  expect(headers.etag).not.toBe(etag)
})

test('what is gone while somebody waits for it is told as it would be without waiting', async () => {
  const { status, elapsed } = await watch(turnsAt(3, 'gone'), { 'if-none-match': etag, prefer: 'wait=20' })
  expect([status, elapsed]).toEqual([404, 3000])
})

test('it is never looked more often than once a second, nor longer than the gateway waits', async () => {
  const quick = await watch(always, { 'if-none-match': etag, prefer: 'wait=20' })
  expect(quick.looks).toEqual(Array.from({ length: 21 }, (_one, index) => index * 1000))

  const slow = await watch({ state: () => 'a', lookMs: 800 }, { 'if-none-match': etag, prefer: 'wait=600' })
  expect(slow.headers['preference-applied']).toBe(`wait=${longestWaitSeconds}`)
  expect(slow.looks.length).toBeLessThan(longestWaitSeconds)
  expect(slow.elapsed).toBeLessThanOrEqual(longestWaitSeconds * 1000 + 800)
})

test.each(['wait=soon', 'wait=', 'wait=-5', 'wait=1.5', 'await=20', 'respond-async', ''])(
  'a preference that cannot be read is ignored (%s)',
  async (prefer) => {
    expect(await watch(always, { 'if-none-match': etag, prefer })).toMatchObject({ status: 304, elapsed: 0 })
  },
)

test.each(['respond-async, wait=2', 'wait=2; foo', 'Wait = 2', 'wait="2"'])(
  'a preference is read among others, as RFC 7240 writes them (%s)',
  async (prefer) => {
    expect(await watch(always, { 'if-none-match': etag, prefer })).toMatchObject({ status: 304, elapsed: 2000 })
  },
)

test('a caller that says no ETag, or another one, is answered at once', async () => {
  expect(await watch(always, { prefer: 'wait=20' })).toMatchObject({ status: 200, elapsed: 0 })
  for (const tag of ['"other"', '*', 'other'])
    expect(await watch(always, { 'if-none-match': tag, prefer: 'wait=20' })).toMatchObject({ status: 200, elapsed: 0 })
  const several = await watch(always, { 'if-none-match': `"other", W/${etag}` })
  expect(several.status).toBe(304)
})
