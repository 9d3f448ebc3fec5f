/** Why a call out did not bring an answer. */
export const outboundFailures = {
  'request-invalid': 'The URL or a header is not one that is sent.',
  'address-refused': 'The host is, or resolves to, an address that is not called.',
  'redirect-refused': 'A redirect leads where the request may not go, or there are too many.',
  'certificate-rejected': 'The server’s certificate is not valid for the host.',
  'answer-too-large': 'The answer is larger than what is read.',
  'timed-out': 'The answer was not complete in time.',
  unreachable: 'The host could not be resolved or connected to, or ended the connection.',
} as const
export type OutboundFailure = keyof typeof outboundFailures

/**
 * A call out that brought no answer. Its message is for users: it names the host and no more of the URL, whose path and
 * query may hold secrets, and none of the addresses that the host has.
 */
export class OutboundError extends Error {
  readonly failure: OutboundFailure

  constructor(failure: OutboundFailure, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'OutboundError'
    this.failure = failure
  }

  /** Whether the same call may succeed later. */
  get isRetryable(): boolean {
    return this.failure === 'timed-out' || this.failure === 'unreachable'
  }
}
