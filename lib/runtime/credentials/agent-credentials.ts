import { timingSafeEqual } from 'node:crypto'
import { uuidPattern } from '#core/deployments/public-id.ts'
import { DomainError } from '#core/errors.ts'
import { tenantPattern } from '#core/tenants.ts'
import type { Principal } from '#core/users/permissions.ts'
import { isSecretOf, unknownAgent } from '#store/leases.ts'
import { read, readGlobal } from '#store/read.ts'
import type { Services } from '../invocation/context.ts'
import type { Operation } from '../declarations/operation.ts'
import { hashSecret } from './random-secrets.ts'

/**
 * The two credentials of the agent dialect, both Bearer texts made of a public part and a secret of 256 bits:
 * `sle.<token id>.<secret>` permits to enrol, `sla.<tenant>.<agent id>.<secret>` is an agent's own. Only SHA-256 hashes
 * are kept (random-secrets.ts).
 */
export const enrolmentText = (id: string, secret: string): string => `sle.${id}.${secret}`
export const agentText = (tenant: string, agentId: string, secret: string): string =>
  `sla.${tenant}.${agentId}.${secret}`

/** The ids that `idSource` makes. Anything else names nothing and never becomes part of a key. */
const idPattern = /^[0-9a-f]{24}$/

/** Who a credential speaks for. Throws `credentials-missing` without one and `credentials-rejected` for one that does not hold. */
export async function agentCaller(
  header: string | undefined,
  { effects }: Operation,
  { table, now }: Pick<Services, 'table' | 'now'>,
): Promise<Principal> {
  if (!header) throw new DomainError('credentials-missing', 'A Bearer credential of an agent is needed.')
  const [kind, ...parts] = /^bearer\s+(\S+)$/i.exec(header.trim())?.[1]?.split('.') ?? []
  const at = now().toISOString()
  if (kind === 'sle' && parts.length === 2) {
    const [id = '', secret = ''] = parts
    const token = idPattern.test(id) ? await readGlobal(table, 'enrolment-token', id) : undefined
    const holds = token && isEqual(token.secretHash, hashSecret(secret)) && token.expiresAt * 1000 > now().getTime()
    if (!holds) throw new DomainError('credentials-rejected', 'The enrolment token is not known or has expired.')
    const { tenant } = token
    return { tenant, id, name: `enrolment ${id}`, kind: 'agent', permissions: ['agents.enrol'] }
  }
  if (kind === 'sla' && parts.length === 3) {
    const [tenant = '', agentId = '', secret = ''] = parts
    if (!tenantPattern.test(tenant) || !uuidPattern.test(agentId)) throw unknownAgent()
    const secretHash = hashSecret(secret)
    // A check-in proves the credential in its own write, before anything is read or told: it needs no read here.
    if (!effects.checksIn) {
      const lease = await read(table, 'lease', tenant, agentId)
      if (!lease || !isSecretOf(lease, secretHash, at)) throw unknownAgent()
    }
    return { tenant, id: agentId, name: `agent ${agentId}`, kind: 'agent', permissions: ['agents.act'], secretHash }
  }
  throw new DomainError('credentials-unreadable', 'The Authorization header is no credential of an agent.')
}

const isEqual = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other))
