import { DomainError } from '#core/errors.ts'
import { defaultTenant } from '#core/tenants.ts'
import type { Principal } from '#core/users/permissions.ts'
import type { KnownKey } from '#runtime/credentials/access-keys.ts'
import { claimedKeyId, verifySignature, type SignedRequest } from '#runtime/credentials/sigv4.ts'
import type { LocalFunctions } from '../functions.ts'
import type { Session, Sessions } from '../sessions.ts'
import { AwsError, unsignedHeaders, type Identity } from './protocol.ts'
import type { S3Options } from './s3/exchange.ts'

/** The keys that requests to AWS may be signed with: of functions, of sessions, and of users. */
export interface Keys {
  functions: LocalFunctions
  sessions: Sessions
  lookUp: (accessKeyId: string) => Promise<KnownKey>
}

/** Verifies that the request was signed for this very service, with every header that AWS reads. */
export async function identify(
  request: SignedRequest,
  service: string,
  { functions, sessions, lookUp }: Keys,
  now: Date,
): Promise<Identity> {
  const { authorization = '' } = request.headers
  const keyId = claimedKeyId(authorization) ?? ''
  const token = request.headers['x-amz-security-token']
  const session = token === undefined ? undefined : sessions.open(keyId, token, now)
  const own = session ? undefined : functions.byKey(keyId)
  const known = session ?? own
  const { principal } = await verifySignature(request, service, now, async (accessKeyId) =>
    known ? { principal: owner(known.name), secretAccessKey: known.secretAccessKey } : lookUp(accessKeyId),
  )
  const signed = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]?.split(';') ?? []
  const unsigned = unsignedHeaders(request.headers, signed)
  if (unsigned.length > 0) {
    throw new AwsError(
      'InvalidSignatureException',
      `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
      403,
    )
  }
  if (session) return sessionIdentity(session)
  if (own) return { kind: 'function', name: own.name, policy: own.policy }
  return administratorOf(principal)
}

/** Who one of the functions is. Throws when there is none of that name. */
export function functionIdentity({ functions }: Keys, name: string): Identity {
  const own = functions.byName(name)
  if (!own) throw new Error(`There is no function ${name}.`)
  return { kind: 'function', name, policy: own.policy }
}

/** Who holds a key, for S3, which verifies signatures itself; under S3's names of errors. */
export const keyHolder =
  ({ functions, sessions, lookUp }: Keys, now: () => Date): S3Options['identify'] =>
  async (keyId, token) => {
    if (token !== undefined) {
      const session = sessions.open(keyId, token, now())
      return { who: sessionIdentity(session), secretAccessKey: session.secretAccessKey }
    }
    const own = functions.byKey(keyId)
    if (own) return { who: { kind: 'function', ...own }, secretAccessKey: own.secretAccessKey }
    try {
      const { principal, secretAccessKey } = await lookUp(keyId)
      return { who: administratorOf(principal), secretAccessKey }
    } catch (error) {
      const isUnknown = error instanceof DomainError && error.code === 'credentials-unknown'
      if (isUnknown || error instanceof AwsError) throw new AwsError('InvalidAccessKeyId', error.message, 403)
      throw error
    }
  }

/** Who a session is. The data role's own policy is empty: what its sessions may do, buckets' policies say. */
const sessionIdentity = ({ name, role, tags }: Session): Identity => ({
  kind: 'session',
  name,
  role,
  tags,
  policy: [],
})

/** Who an access key stands for here. Throws for all but administrators of the default tenant. */
function administratorOf({ tenant, permissions, name }: Principal): Identity {
  if (tenant !== defaultTenant || !permissions.includes('*')) {
    throw new AwsError('AccessDeniedException', 'These endpoints are for administrators of the default tenant.', 403)
  }
  return { kind: 'administrator', name }
}

const owner = (name: string) => ({ tenant: defaultTenant, id: name, name, kind: 'iam' as const, permissions: [] })
