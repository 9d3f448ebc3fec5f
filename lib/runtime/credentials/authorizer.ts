import { DomainError } from '#core/errors.ts'
import type { Principal } from '#core/users/permissions.ts'
import { tokenInCookie } from '#core/users/session-cookie.ts'
import { sourceOf } from '#core/users/source.ts'
import { toRefusal } from '../invocation/outages.ts'
import { principalOf, type User } from '#core/users/user.ts'
import { read } from '#store/read.ts'
import { credentialCacheSeconds } from './access-keys.ts'
import { environment, services, type Services } from '../invocation/context.ts'
import { credentialsMissing, type Authorized } from '../entries/http.ts'
import { withMiddleware, type Handler, type Host } from '../invocation/lambda.ts'
import type { Effects } from '../declarations/effects.ts'
import { signIn } from './passwords.ts'
import { bearer } from './sessions.ts'
import { ttlCache } from './ttl-cache.ts'

/**
 * The gateway's Lambda authorizer for Basic and Bearer credentials. It lets every request through and says who it is
 * from, or why nobody: so each dialect answers missing and wrong credentials in its own form, with its own challenge,
 * which an HTTP API cannot (docs/decisions/0004). What it has found out it keeps for a minute, so a warm authorizer
 * neither reads nor hashes for a caller it knows; after that a password it has checked lately costs one read and is no new
 * attempt, so that nobody's wrong passwords get in its way. Refusals are not kept, nor is who signed in to the console: who
 * signs out there is out at once.
 */
export interface Authorizer {
  kind: 'authorizer'
  name: string
  effects: Effects
}

export const authorizer = (spec: Omit<Authorizer, 'kind'>): Authorizer => ({ kind: 'authorizer', ...spec })

export interface AuthorizerEvent {
  headers?: Record<string, string | undefined>
  cookies?: string[]
  requestContext?: { http?: { sourceIp?: string } }
}

interface Credentials {
  header: string
  source: string
}

/** Who was found, and by which stored password where it was by one. */
interface Found {
  principal: Principal
  password?: string
}

export function authorizerHandler(name: string, host: Host = { env: environment([]) }): Handler {
  const shared = services(host.env, [], host.now)
  const found = ttlCache<Credentials, Found>(credentialCacheSeconds, shared.now, (credentials, former) =>
    identify(shared, credentials, former),
  )
  return withMiddleware(name, host.env, () => async (event) => {
    const { headers = {}, cookies, requestContext } = event as AuthorizerEvent
    const source = sourceOf(requestContext?.http?.sourceIp)
    const { authorization: header } = headers
    const token = header ? undefined : tokenInCookie({ headers, cookies })
    const who = token
      ? bearer(shared, token).then(({ caller }) => caller)
      : found({ header: header ?? '', source }).then(({ principal }) => principal)
    const context: Authorized = await who.then((principal) => ({ principal }), refuse)
    return { isAuthorized: true, context }
  })
}

/** A refusal as the function is told it; anything else is a fault of ours and stays one. */
function refuse(error: unknown): Authorized {
  const { code, message, data } = toRefusal(error)
  if (!isRefusal(code)) throw error
  return { refused: { code, message, retryAfterSeconds: data.retryAfterSeconds } }
}

type Refusal = Extract<Authorized, { refused: unknown }>['refused']['code']
const refusals: readonly string[] = [
  'credentials-missing',
  'credentials-unreadable',
  'credentials-rejected',
  'login-throttled',
  'throttled',
  'unavailable',
]
const isRefusal = (code: string): code is Refusal => refusals.includes(code)

async function identify(shared: Services, { header, source }: Credentials, former?: Found): Promise<Found> {
  if (!header) throw credentialsMissing()
  const [, scheme = '', value = ''] = /^(\w+)\s+(\S+)$/.exec(header.trim()) ?? []
  if (scheme.toLowerCase() === 'bearer') return { principal: (await bearer(shared, value)).caller }
  if (scheme.toLowerCase() === 'basic') {
    const again = former && (await confirm(shared, former))
    if (again) return again
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
    return foundBy(await signIn({ ...shared, source }, name, password))
  }
  throw new DomainError('credentials-unreadable', 'The Authorization header is neither Basic nor Bearer.')
}

const foundBy = (user: User): Found => ({ principal: principalOf(user), password: user.password })

/** Whom these very credentials belonged to a while ago, if the user and the password are still the same. */
async function confirm({ table }: Services, { principal, password }: Found): Promise<Found | undefined> {
  const user = await read(table, 'user', principal.tenant, principal.name)
  const isSame = user?.id === principal.id && user.password === password && user.status === undefined
  return isSame ? foundBy(user) : undefined
}
