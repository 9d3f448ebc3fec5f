import type { ErrorTable } from '#runtime/declarations/error-rendering.ts'

/** `error` is ours, for programs: the code in Pascal case, `cluster-not-found` as `ClusterNotFound`. */
const name = (code: string) =>
  code
    .split('-')
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('')

const serverError = { status: 500, name: 'ServerError' }

/** Codes that the console alone had. */
const own = {
  'application-name-missing': { category: 'invalid', status: 400, name: 'ApplicationNameMissing' },
  'deployment-name-invalid': { category: 'invalid', status: 401, name: 'DeploymentNameInvalid' },
  'version-given': { category: 'not-found', status: 502, name: 'VersionGiven' },
} as const satisfies NonNullable<ErrorTable<string>['own']>
export type OwnCode = keyof typeof own

/** What the console answered, operation by operation where they differ (docs/dialects/mmc.md); a wrong state is 500. */
export const errors: ErrorTable<OwnCode> = {
  by: {
    invalid: { status: 400, name: 'InvalidRequest' },
    'too-large': { status: 413, name: 'RequestTooLarge' },
    'method-not-allowed': { status: 405, name },
    unauthenticated: { status: 401, name: 'CredentialsRejected' },
    denied: { status: 401, name: 'Unauthorized' },
    'not-found': { status: 404, name },
    'already-exists': { status: 409, name },
    conflict: serverError,
    limit: serverError,
    'rate-limited': { status: 429, name: 'TooManyLogins' },
    unavailable: { status: 503, name },
    internal: { status: 500, name: 'InternalError' },
  },
  except: {
    'input-malformed': { name: 'MalformedRequest' },
    'route-unknown': { name: 'NotFound' },
    'token-reused': { status: 409, name: 'TokenReused' },
    'credentials-missing': { name: 'CredentialsMissing' },
    'credentials-unreadable': { name: 'CredentialsUnreadable' },
    'agent-not-found': { status: 409, name: 'CouldNotPair' },
    'agent-not-responding': { status: 409, name: 'CouldNotPair' },
    // Not 409: the console answered 400 for a second server of one name, and 409 for a second pairing.
    'server-name-taken': { status: 400 },
    'server-already-registered': { name: 'AlreadyPaired' },
    'server-file-not-found': { name: 'FileNotFound' },
    'server-file-refused': { name: 'FileRefused' },
    'cluster-refused': { status: 400, name: 'ClusterRefused' },
    'no-server-available': { status: 404, name: 'ServerDown' },
    'runtime-flow-not-found': { name: 'FlowNotFound' },
    'application-not-found': { status: 501 },
    'archive-missing': { status: 500, name: 'ArchiveMissing' },
    'archive-not-zip': { status: 501, name: 'ArchiveNotZip' },
    'archive-refused': { status: 500, name: 'ArchiveRefused' },
    // Payment Required is what the console answered for ids it did not know.
    'deployment-unresolved': { status: 402, name: 'DeploymentUnresolved' },
    'deployment-refused': { status: 400, name: 'DeploymentRefused' },
    'version-conflict': { name: 'ChangedMeanwhile' },
    'endpoint-not-found': serverError,
  },
  own,
}
