import { createHash } from 'node:crypto'
import { DomainError } from '#core/errors.ts'
import { read, readGlobal } from '#store/read.ts'
import { credentialCacheSeconds } from './access-keys.ts'
import { environment, services, type Services } from './context.ts'
import type { Authorized } from './entries/http.ts'
import { engine, type Handler, type Host } from './lambda.ts'
import type { Effects } from './operation.ts'
import { principalOf, signIn } from './passwords.ts'

/**
 * The gateway's Lambda authorizer for Basic and Bearer credentials. It lets every request through and says who it is
 * from, or why nobody: so each dialect answers missing and wrong credentials in its own form, with its own challenge,
 * which an HTTP API can not (docs/decisions/0004). What it has found out it keeps for a minute, so a warm authorizer
 * neither reads nor hashes for a caller it knows; refusals are not kept.
 */
export interface Authorizer {
  kind: 'authorizer'
  name: string
  effects: Effects
}

export const authorizer = (spec: Omit<Authorizer, 'kind'>): Authorizer => ({ kind: 'authorizer', ...spec })

export interface AuthorizerEvent {
  headers?: Record<string, string | undefined>
}

export function authorizerHandler(name: string, host: Host = { env: environment() }): Handler {
  const shared = services(host.env, host.now)
  const known = new Map<string, { until: number; authorized: Authorized }>()
  return engine(name, host.env, ({ fault }) => async (event) => {
    const header = (event as AuthorizerEvent).headers?.authorization
    const time = shared.now().getTime()
    const cacheKey = createHash('sha256')
      .update(header ?? '')
      .digest('base64url')
    const cached = known.get(cacheKey)
    if (cached && cached.until > time) return { isAuthorized: true, context: cached.authorized }
    const authorized = await authorize(shared, header).catch((error: unknown): Authorized => {
      if (error instanceof DomainError && isRefusal(error.code)) {
        const { retryAfterSeconds } = error.data
        return { refused: { code: error.code, message: error.message, retryAfterSeconds } }
      }
      fault(error, 'authorizer')
      throw error
    })
    if ('principal' in authorized) {
      if (known.size >= 1000) known.clear()
      known.set(cacheKey, { until: time + credentialCacheSeconds * 1000, authorized })
    }
    return { isAuthorized: true, context: authorized }
  })
}

type Refusal = Extract<Authorized, { refused: unknown }>['refused']['code']
const refusals: readonly string[] = [
  'credentials-missing',
  'credentials-unreadable',
  'credentials-rejected',
  'login-throttled',
]
const isRefusal = (code: string): code is Refusal => refusals.includes(code)

async function authorize(shared: Services, header: string | undefined): Promise<Authorized> {
  if (!header)
    throw new DomainError('credentials-missing', 'Credentials are needed: a Bearer token, or a name and a password.')
  const [, scheme = '', value = ''] = /^(\w+)\s+(\S+)$/.exec(header.trim()) ?? []
  if (scheme.toLowerCase() === 'bearer') return { principal: await bearer(shared, value) }
  if (scheme.toLowerCase() === 'basic') {
    const [, name = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(value, 'base64').toString()) ?? []
    return { principal: await signIn(shared, name, password) }
  }
  throw new DomainError('credentials-unreadable', 'The Authorization header is neither Basic nor Bearer.')
}

async function bearer({ table, now }: Services, token: string) {
  const session = await readGlobal(table, 'session', createHash('sha256').update(token).digest('base64url'))
  const user = session && (await read(table, 'user', session.tenant, session.userName))
  // A user made again under the same name does not inherit the sessions of the former one.
  if (!session || session.expiresAt * 1000 <= now().getTime() || !user || user.id !== session.userId) {
    throw new DomainError('credentials-rejected', 'The token is not known or has expired.')
  }
  return principalOf(user)
}
