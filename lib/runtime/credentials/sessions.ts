import { DomainError, invalid } from '#core/errors.ts'
import type { Principal } from '#core/users/permissions.ts'
import { callerOf, prolongedEnd, type Session } from '#core/users/session.ts'
import { commit } from '#store/commit.ts'
import { read, readGlobal } from '#store/read.ts'
import type { Services } from '../invocation/context.ts'
import type { Request } from '../invocation/request.ts'
import { hashSecret } from './random-secrets.ts'

/** Whom a bearer token speaks for, as it is now, and its session. Throws `credentials-rejected`. */
export async function bearer({ table, now }: Pick<Services, 'table' | 'now'>, token: string) {
  const session = await readGlobal(table, 'session', hashSecret(token))
  const user = session && (await read(table, 'user', session.tenant, session.userName))
  const caller = callerOf(session, user, now())
  if (!session || !caller) throw new DomainError('credentials-rejected', 'The token is not known or has expired.')
  return { caller, session }
}

/** Writes a session's new end, when it is due. Who signs out at this moment has done so; this request was still signed in. */
async function prolong({ table, now }: Pick<Services, 'table' | 'now'>, before: Session): Promise<void> {
  const expiresAt = prolongedEnd(before, now())
  if (expiresAt === undefined) return
  try {
    await commit(table, [{ kind: 'update', entity: 'session', before, set: { expiresAt } }])
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
  }
}

/**
 * Who calls with the token of a session, the second word of the header whatever the first is. Two consistent reads at each
 * request and nothing kept, so that what ends a session or changes its user holds for the next one. Throws
 * `credentials-missing`, `credentials-unreadable`, `credentials-rejected`, and `input-invalid` for credentials of another kind.
 */
export async function sessionCaller(
  { headers }: Request,
  services: Pick<Services, 'table' | 'now'>,
): Promise<Principal> {
  const kind = headers['x-auth-type']
  if (kind !== undefined && kind !== 'basic' && kind !== 'oidc') {
    throw invalid(['x-auth-type'], 'x-auth-type must be basic or oidc', 'enum')
  }
  const { authorization } = headers
  if (!authorization) throw new DomainError('credentials-missing', 'Missing authorization header.')
  const [, token] = authorization.trim().split(/ +/)
  if (!token) throw new DomainError('credentials-unreadable', 'Invalid authorization header')
  const { caller, session } = await bearer(services, token)
  await prolong(services, session)
  return caller
}
