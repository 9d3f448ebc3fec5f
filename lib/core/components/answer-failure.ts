import type { CredentialSecret } from '../credentials/credential.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import { StepError } from '../runs/step-error.ts'

const longestPauseSeconds = 60
const longestReason = 200

interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
}

/**
 * The failure that the status of an answer is; undefined for one that is none. 429 and 5xx may pass, and are tried again
 * after `Retry-After`, a minute at most; other 4xx are final. `at`: now, ISO 8601. `reason`: what the answer says, in words.
 */
export function failureOfAnswer(
  { status, headers }: Answer,
  { who, at, reason = '' }: { who: string; at: string; reason?: string },
): StepError | undefined {
  if (status < 400) return undefined
  const said = reason === '' ? '.' : `: ${reason.slice(0, longestReason)}`
  const isPassing = status === 429 || status >= 500
  return new StepError(`${who} answered with ${status}${said}`, {
    ...(isPassing ? { retry: pauseOf(headers['retry-after'], at) } : {}),
  })
}

/** How `Retry-After` says when to come again: in seconds or at a time. */
function pauseOf(retryAfter: string | undefined, at: string): StepError['retry'] {
  if (retryAfter === undefined) return true
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : Math.ceil((Date.parse(retryAfter) - Date.parse(at)) / 1000)
  return seconds > 0 ? { afterSeconds: Math.min(seconds, longestPauseSeconds) } : true
}

/** A call out that brought no answer, as the failure of a step; anything else as it is. */
export const failureOfCall = (error: unknown): unknown =>
  error instanceof OutboundError ? new StepError(error.message, error.isRetryable ? { retry: true } : {}, error) : error

/** A text of somebody else without the values of a credential that he was given, in the spellings they are sent in. */
export function redact(text: string, credential: CredentialSecret = {}): string {
  const values = Object.values(credential).filter((value) => value !== '')
  const spellings = values.flatMap((value) => [
    value,
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    Buffer.from(value).toString('base64'),
  ])
  // The longest first: one value may be a part of another.
  return [...new Set(spellings)]
    .toSorted((one, other) => other.length - one.length)
    .reduce((redacted, spelling) => redacted.replaceAll(spelling, '***'), text)
}
