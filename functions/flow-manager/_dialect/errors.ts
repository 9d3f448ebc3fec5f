import type { ErrorTable } from '#runtime/declarations/error-rendering.ts'

/** `x-sluice-error` is ours, for programs: the code in Pascal case, `flow-not-found` as `FlowNotFound`. */
const name = (code: string) =>
  code
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')

/** Codes that flow-manager alone has. */
const own = {
  'configuration-invalid': { category: 'invalid', status: 400, name: 'ConfigurationInvalid' },
  'flow-ids-invalid': { category: 'invalid', status: 400, name: 'FlowIdsInvalid' },
  'command-refused': { category: 'conflict', status: 400, name: 'CommandRefused' },
  'answer-too-large': { category: 'too-large', status: 413, name: 'AnswerTooLarge' },
} as const satisfies NonNullable<ErrorTable<string>['own']>
export type OwnCode = keyof typeof own

/** flow-manager knows 400 and 404 (docs/dialects/flow-manager.md 1); who calls, and what is ours to answer for, is as anywhere. */
export const errors: ErrorTable<OwnCode> = {
  by: {
    invalid: { status: 400, name },
    'too-large': { status: 413, name },
    'method-not-allowed': { status: 405, name },
    unauthenticated: { status: 401, name },
    denied: { status: 403, name },
    'not-found': { status: 404, name },
    'already-exists': { status: 400, name },
    conflict: { status: 400, name },
    limit: { status: 400, name },
    'rate-limited': { status: 429, name },
    unavailable: { status: 503, name },
    internal: { status: 500, name },
  },
  own,
}

/** How an id that nobody has is answered where that is not 404: by PUT and DELETE. */
export const unknownIsInvalid = { 'flow-not-found': { status: 400, name: 'FlowNotFound' } } as const
