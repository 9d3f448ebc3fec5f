import type { ErrorTable } from '#runtime/declarations/error-rendering.ts'

const conflict = { status: 409, name: 'ConflictException' }

/** The exceptions of Amazon AppFlow, and those that any AWS service with restJson1 and SigV4 answers (docs/dialects/appflow.md 1.4). */
export const errors: ErrorTable = {
  by: {
    invalid: { status: 400, name: 'ValidationException' },
    'too-large': { status: 413, name: 'RequestEntityTooLargeException' },
    'method-not-allowed': { status: 405, name: 'UnknownOperationException' },
    unauthenticated: { status: 403, name: 'UnrecognizedClientException' },
    denied: { status: 403, name: 'AccessDeniedException' },
    'not-found': { status: 404, name: 'ResourceNotFoundException' },
    'already-exists': conflict,
    conflict,
    limit: { status: 402, name: 'ServiceQuotaExceededException' },
    'rate-limited': { status: 429, name: 'ThrottlingException' },
    unavailable: { status: 503, name: 'ServiceUnavailableException' },
    internal: { status: 500, name: 'InternalServerException' },
  },
  except: {
    'input-malformed': { name: 'SerializationException' },
    'route-unknown': { name: 'UnknownOperationException' },
    'credentials-missing': { name: 'MissingAuthenticationTokenException' },
    'credentials-unreadable': { status: 400, name: 'IncompleteSignatureException' },
    'signature-wrong': { name: 'InvalidSignatureException' },
    'signature-expired': { name: 'InvalidSignatureException' },
    'flow-on-demand': { status: 400, name: 'UnsupportedOperationException' },
    throttled: { status: 429, name: 'ThrottlingException' },
  },
}
