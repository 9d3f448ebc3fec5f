import type { ErrorTable } from '#runtime/declarations/error-rendering.ts'

/** Codes that Open Integration Hub alone has. */
const own = {
  'user-unknown': { category: 'unauthenticated', status: 401, name: 'USER_NOT_FOUND' },
  'password-incorrect': { category: 'unauthenticated', status: 401, name: 'PASSWORD_INCORRECT' },
  'user-disabled': { category: 'unauthenticated', status: 401, name: 'ENTITY_DISABLED' },
  'sign-in-incomplete': { category: 'unauthenticated', status: 401, name: 'UNKNOWN_ERROR' },
  'filter-invalid': { category: 'invalid', status: 500, name: 'The filter is invalid.' },
  forbidden: { category: 'denied', status: 403, name: 'FORBIDDEN' },
  'bulk-denied': { category: 'denied', status: 403, name: 'MISSING_PERMISSION' },
  'ids-missing': { category: 'invalid', status: 500, name: 'IDS_MISSING' },
  'content-type-missing': { category: 'invalid', status: 415, name: 'CONTENT_TYPE_MISSING' },
  'call-refused': { category: 'denied', status: 403, name: 'UNAUTHORIZED' },
  'page-too-large': { category: 'too-large', status: 413, name: 'PAGE_TOO_LARGE' },
} as const satisfies NonNullable<ErrorTable<string>['own']>
export type OwnCode = keyof typeof own

/** The hub's words for refusals. Operations on users answer them as their message; the others have a sentence there. */
export const errors: ErrorTable<OwnCode> = {
  by: {
    invalid: { status: 400, name: 'INPUT_INVALID' },
    'too-large': { status: 413, name: 'REQUEST_ENTITY_TOO_LARGE' },
    'method-not-allowed': { status: 405, name: 'METHOD_NOT_ALLOWED' },
    unauthenticated: { status: 401, name: 'VALIDATION_ERROR' },
    denied: { status: 403, name: 'MISSING_PERMISSION' },
    'not-found': { status: 404, name: 'ENTITY_NOT_FOUND' },
    'already-exists': { status: 409, name: 'DUPLICATE_KEY' },
    conflict: { status: 409, name: 'CONFLICT' },
    limit: { status: 409, name: 'LIMIT_EXCEEDED' },
    'rate-limited': { status: 429, name: 'TOO_MANY_ATTEMPTS' },
    unavailable: { status: 503, name: 'UNAVAILABLE' },
    internal: { status: 500, name: 'UNKNOWN_ERROR' },
  },
  except: {
    'credentials-missing': { name: 'MISSING_HEADER' },
    'credentials-unreadable': { name: 'INVALID_HEADER' },
  },
  own,
}
