import { estateErrorCodes, type DomainError, type ErrorCode } from '#core/errors.ts'
import { alike, operationOf, refusalHeaders, type Dialect, type Wire } from '#runtime/dialect.ts'
import { familyOf } from '#runtime/family.ts'
import { baseIn, canonical } from './spelling.ts'

/**
 * The REST API of the Mule Management Console, end of life since 2019, as its scripts speak it. Codes differ by operation
 * where the original's did; those stand with the operation. Answers are one line of JSON without a charset, errors always
 * have a body, nothing answers 204 (docs/dialects/mmc.md 1).
 */
export const dialect: Dialect = {
  name: 'mmc',
  title: 'Sluice: Mule Management Console dialect',
  description:
    'Servers, server groups, clusters, the application repository and deployments as the Mule Management Console had them (3.2 to 3.8). The context path may be any, or none.',
  basePath: '/mmc',
  authentication: 'authorizer',
  canonical,
  baseIn,
  isLenient: true,
  hasIdempotencyKeys: true,
  bodyLimitBytes: 256 * 1024,
  nullIsAbsent: true,
  errors: {
    ...alike(estateErrorCodes, { status: 500, name: 'ServerError' }),
    'input-malformed': { status: 400, name: 'MalformedRequest' },
    'input-invalid': { status: 400, name: 'InvalidRequest' },
    'body-too-large': { status: 413, name: 'RequestTooLarge' },
    'route-unknown': { status: 404, name: 'NotFound' },
    'method-not-allowed': { status: 405, name: 'MethodNotAllowed' },
    'page-token-invalid': { status: 400, name: 'InvalidRequest' },
    'token-reused': { status: 409, name: 'TokenReused' },
    'credentials-missing': { status: 401, name: 'CredentialsMissing' },
    'credentials-unreadable': { status: 401, name: 'CredentialsUnreadable' },
    'credentials-unknown': { status: 401, name: 'CredentialsRejected' },
    'credentials-rejected': { status: 401, name: 'CredentialsRejected' },
    'signature-wrong': { status: 401, name: 'CredentialsRejected' },
    'signature-expired': { status: 401, name: 'CredentialsRejected' },
    'login-throttled': { status: 429, name: 'TooManyLogins' },
    'permission-missing': { status: 401, name: 'Unauthorized' },
    'agent-not-found': { status: 409, name: 'CouldNotPair' },
    'agent-not-responding': { status: 409, name: 'CouldNotPair' },
    'server-not-found': { status: 404, name: 'ServerNotFound' },
    // Not 409: the console answered 400 for a second server of one name, and 409 for a second pairing.
    'server-name-taken': { status: 400, name: 'ServerNameTaken' },
    'server-already-registered': { status: 409, name: 'AlreadyPaired' },
    'server-file-not-found': { status: 404, name: 'FileNotFound' },
    'server-file-refused': { status: 500, name: 'FileRefused' },
    'user-group-not-found': { status: 404, name: 'UserGroupNotFound' },
    'user-group-name-taken': { status: 409, name: 'UserGroupNameTaken' },
    'server-group-not-found': { status: 404, name: 'ServerGroupNotFound' },
    'server-group-name-taken': { status: 409, name: 'ServerGroupNameTaken' },
    'cluster-not-found': { status: 404, name: 'ClusterNotFound' },
    'cluster-name-taken': { status: 409, name: 'ClusterNameTaken' },
    'cluster-refused': { status: 400, name: 'ClusterRefused' },
    'estate-down': { status: 404, name: 'ServerDown' },
    'application-name-missing': { status: 400, name: 'ApplicationNameMissing' },
    'runtime-flow-not-found': { status: 404, name: 'FlowNotFound' },
    'application-not-found': { status: 501, name: 'ApplicationNotFound' },
    'version-not-found': { status: 501, name: 'ApplicationNotFound' },
    'version-given': { status: 502, name: 'VersionGiven' },
    'version-taken': { status: 409, name: 'VersionTaken' },
    'archive-missing': { status: 500, name: 'ArchiveMissing' },
    'archive-not-zip': { status: 501, name: 'ArchiveNotZip' },
    'archive-refused': { status: 500, name: 'ArchiveRefused' },
    'deployment-not-found': { status: 404, name: 'DeploymentNotFound' },
    'deployment-name-taken': { status: 409, name: 'DeploymentNameTaken' },
    'deployment-name-invalid': { status: 401, name: 'DeploymentNameInvalid' },
    // Payment Required is what the console answered for ids it did not know.
    'deployment-unresolved': { status: 402, name: 'DeploymentUnresolved' },
    'deployment-refused': { status: 400, name: 'DeploymentRefused' },
    'flow-not-found': { status: 404, name: 'FlowNotFound' },
    'flow-name-taken': { status: 409, name: 'FlowNameTaken' },
    'flow-not-startable': { status: 500, name: 'FlowState' },
    'flow-not-stoppable': { status: 500, name: 'FlowState' },
    'flow-on-demand': { status: 500, name: 'FlowState' },
    'flow-runs-unavailable': { status: 500, name: 'FlowState' },
    'flow-in-use': { status: 500, name: 'FlowState' },
    'flow-quota-exceeded': { status: 500, name: 'QuotaExceeded' },
    'user-not-found': { status: 404, name: 'UserNotFound' },
    'user-name-taken': { status: 409, name: 'UserNameTaken' },
    'user-is-caller': { status: 409, name: 'UserIsCaller' },
    'user-is-last-administrator': { status: 409, name: 'UserIsLastAdministrator' },
    'access-key-not-found': { status: 404, name: 'AccessKeyNotFound' },
    'changed-meanwhile': { status: 500, name: 'ChangedMeanwhile' },
    busy: { status: 503, name: 'Busy' },
    unavailable: { status: 503, name: 'Unavailable' },
    internal: { status: 500, name: 'InternalError' },
  },
  renderAnswer: (answer, requestId) => ({ headers: headers(requestId), body: JSON.stringify(answer) }),
  renderError: (error, { status, name }, requestId) => ({
    headers: {
      ...headers(requestId),
      ...(status === 401 && error.code.startsWith('credentials') ? { 'www-authenticate': 'Basic realm="mmc"' } : {}),
      ...refusalHeaders(error),
    },
    body: JSON.stringify(rendered(error, name)),
  }),
  errorSchema: {
    type: 'object',
    required: ['message', 'error'],
    properties: { message: { type: 'string' }, error: { type: 'string' } },
  },
  errorMediaType: 'application/json',
}

export const operation = operationOf(dialect)
export const family = familyOf(dialect)

const headers = (requestId: string) => ({ 'content-type': 'application/json', 'x-request-id': requestId })

/** `message` as documented; `error` is ours, for programs. */
const rendered = (error: DomainError, name: string) => ({ message: error.message, error: name })

/** The code for a caller without the permission, where it is not 401 (docs/dialects/mmc.md 1). */
export const unpermitted = (status: number): Partial<Record<ErrorCode, Wire>> => ({
  'permission-missing': { status, name: 'Unauthorized' },
})
