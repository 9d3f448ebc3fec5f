import { createHmac, randomInt } from 'node:crypto'
import { DomainError } from '#core/errors.ts'
import { permissionsOf } from '#core/users/access-key.ts'
import type { Principal } from '#core/users/permissions.ts'
import { principalOf } from '#core/users/user.ts'
import { read, readGlobal } from '#store/read.ts'
import type { SecretName } from '../declarations/resources.ts'
import type { Services } from '../invocation/context.ts'
import { ttlCache } from './ttl-cache.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** A fresh access key id: 20 characters as AWS's are, with a prefix of our own so that nobody mistakes the two. */
export const newAccessKeyId = (): string =>
  `SLCE${Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]).join('')}`

/** The secret of an access key: derived, not kept. Whoever reads the table cannot sign; rotate the master key to revoke all. */
export const secretOf = (masterKey: string, accessKeyId: string): string =>
  createHmac('sha256', masterKey).update(accessKeyId).digest('base64').slice(0, 40)

/** How long a revoked key or a deleted user may still be let in by a warm function. */
export const credentialCacheSeconds = 60

export interface KnownKey {
  principal: Principal
  secretAccessKey: string
}

/**
 * Looks access keys up, keeping each for a minute, so that a warm function signs nobody in twice. A key is worth what
 * its user may do now: it dies with the user, and holds no permission the user has lost.
 */
export function accessKeys({
  table,
  now,
  secret,
}: Pick<Services, 'table' | 'now'> & { secret: (name: SecretName) => Promise<string> }): (
  accessKeyId: string,
) => Promise<KnownKey> {
  return ttlCache(credentialCacheSeconds, now, lookUp)

  async function lookUp(accessKeyId: string): Promise<KnownKey> {
    const item = /^SLCE[A-Z2-7]{16}$/.test(accessKeyId) ? await readGlobal(table, 'access-key', accessKeyId) : undefined
    const user = item && (await read(table, 'user', item.tenant, item.userName))
    if (!item || !user || user.id !== item.userId || user.status !== undefined) {
      throw new DomainError('credentials-unknown', 'The access key id is not known.')
    }
    return {
      principal: { ...principalOf(user), id: accessKeyId, kind: 'key', permissions: permissionsOf(item, user) },
      secretAccessKey: secretOf(await secret('master-key'), accessKeyId),
    }
  }
}
