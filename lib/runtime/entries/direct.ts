import { DomainError, invalid } from '#core/errors.ts'
import { defaultTenant, tenantPattern } from '#core/tenants.ts'
import { noSource } from '#core/users/source.ts'
import type { Call, Services } from '../invocation/context.ts'
import { wireOf, type Operation } from '../declarations/operation.ts'
import { replyOf } from '../declarations/reply.ts'
import { toRefusal } from '../invocation/outages.ts'
import { invokeOperation } from '../invocation/invoke-operation.ts'

/**
 * The direct entry: `aws lambda invoke`, a Scheduler schedule, or a rule with constant input gives the operation's flat
 * input as it is. Who may invoke was decided by IAM; the call acts for the tenant named in the input, else the default
 * one. A refusal is thrown under the dialect's own error name, so that it arrives as `errorType` and retries and
 * dead-letter queues work; nothing is rendered.
 */
export async function direct(
  operation: Operation,
  event: unknown,
  requestId: string,
  services: Services,
  source = 'direct',
  via = 'direct',
) {
  try {
    if (event !== null && (typeof event !== 'object' || Array.isArray(event))) {
      throw new DomainError('input-malformed', 'The payload must be a JSON object.')
    }
    const { tenant = defaultTenant, ...input } = { ...(event as Record<string, unknown> | null) }
    if (typeof tenant !== 'string' || !tenantPattern.test(tenant))
      throw invalid(['tenant'], 'tenant is not well formed', 'pattern')
    const call: Call = {
      via,
      base: operation.dialect.basePath,
      caller: { tenant, id: source, name: source, kind: 'iam', permissions: ['*'] },
      region: services.env.region,
      accountId: services.env.accountId,
      requestId,
      source: noSource,
      at: services.now().toISOString(),
    }
    const answer: unknown = await invokeOperation(operation, input, call, services)
    return replyOf(answer).body
  } catch (error) {
    const refusal = toRefusal(error)
    if (refusal.code === 'internal') throw error
    throw new InvocationFailed(wireOf(operation, refusal.code).name, refusal)
  }
}

/** Lambda reports an error's `name` as `errorType` and its `message` as `errorMessage`. */
export class InvocationFailed extends Error {
  constructor(name: string, cause: DomainError) {
    super(cause.message, { cause })
    this.name = name
  }
}
