import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type { Request } from '../invocation/request.ts'

/** The longest that a request is kept: API Gateway answers 503 after 30 s, and the last look takes its time too. */
export const longestWaitSeconds = 25

/** How often is looked whether something has changed. */
const secondsBetweenLooks = 1

/** The time that a request is kept for, and how it passes. */
export interface Patience {
  /** Milliseconds since some moment. */
  elapsed: () => number
  pause: (milliseconds: number) => Promise<unknown>
}

export const wallPatience: Patience = { elapsed: () => performance.now(), pause }

type Result = APIGatewayProxyStructuredResultV2

/**
 * Answers a request of an operation that can be watched. Each answer has an ETag. One that the caller names in If-None-Match is
 * answered with 304; with `Prefer: wait=<seconds>` (RFC 7240) only when that time, 25 s at most, has passed and nothing has
 * changed: `look`, which makes the answer anew, is repeated once a second until it makes another one or refuses.
 */
export async function answerWatch(
  { headers: asked }: Request,
  look: () => Promise<Result>,
  patience = wallPatience,
): Promise<Result> {
  const known = etagsIn(asked['if-none-match'])
  const seconds = known.length > 0 ? waitIn(asked.prefer) : 0
  const applied: Record<string, string> = seconds > 0 ? { 'preference-applied': `wait=${seconds}` } : {}
  const until = patience.elapsed() + seconds * 1000
  for (;;) {
    const answer = await look()
    if (answer.statusCode !== 200) return answer
    const etag = etagOf(answer)
    const headers: Result['headers'] = { ...answer.headers, ...applied, etag }
    if (!known.includes(etag)) return { ...answer, headers }
    if (patience.elapsed() + secondsBetweenLooks * 1000 > until) {
      // A 304 has no body to have a type.
      delete headers['content-type']
      return { statusCode: 304, headers, body: '' }
    }
    await patience.pause(secondsBetweenLooks * 1000)
  }
}

/** Whether a request may be kept waiting: a caller that wants to be told of a change and says what it knows. */
export const isWaiting = (headers: Readonly<Record<string, string | undefined>>): boolean =>
  etagsIn(headers['if-none-match']).length > 0 && waitIn(headers.prefer) > 0

/** Follows from the body: the same answer has the same, whatever was written meanwhile. */
const etagOf = ({ body = '' }: Result): string =>
  `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`

/** The tags of a list; `*` is none, as everything that can be watched is there. */
const etagsIn = (header = ''): string[] => header.match(/"[^"]*"/g) ?? []

/** The seconds that a caller prefers to wait, as far as they are granted; 0 where it says nothing that can be read. */
function waitIn(header = ''): number {
  const [, seconds] = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:[,;]|$)/i.exec(header) ?? []
  return Math.min(Number(seconds ?? 0), longestWaitSeconds)
}
