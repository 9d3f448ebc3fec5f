import { setTimeout as wait } from 'node:timers/promises'
import { DomainError } from '#core/errors.ts'
import { may } from '#core/users/permissions.ts'
import { checkToken, fingerprint, Replayed, type TokenUse } from '#store/token.ts'
import { functionName, idempotencySeconds, permissionsOf, type Operation } from '../declarations/operation.ts'
import { fromRecord, type RecordedAnswer } from '../declarations/reply.ts'
import { bind, type Using } from '../declarations/use-case.ts'
import type { Call, CallContext, Services } from './context.ts'
import { parsePath, parseInput } from './problems.ts'

/** A decision that met a change made meanwhile is taken again on what stands now; more than this is contention. */
const attemptsAllowed = 8

/**
 * Performs an operation for a caller, whichever way it was called: permission, input, client token, then `run`, again
 * when the items it decided on changed meanwhile. Throws `DomainError`; anything else is a fault of ours.
 * `unreadable`: why the body gave no input, for an operation that looks up what the path names first.
 */
export async function invokeOperation(
  operation: Operation,
  raw: unknown,
  call: Call,
  services: Services,
  unreadable?: DomainError,
): Promise<unknown> {
  const needed = permissionsOf(operation)
  if (needed && !needed.some((one) => may(call.caller, one))) {
    const permission = needed.join(' or ')
    throw new DomainError('permission-missing', `This needs the permission ${permission}.`, { permission })
  }
  const context = (token?: Omit<TokenUse, 'answer'>) => contextOf(operation, call, services, token) as never
  const input = await judge(operation, raw, unreadable, context)
  const token = tokenOf(operation, input, call, services)
  // Work that reads first could be refused on what it reads although it was done before: the token is asked for first,
  // and again when it is refused, since the same call may have been done at the same moment.
  const isDone = async () => {
    if (token && hasReads(operation)) await checkToken(services.table, token)
  }
  try {
    return await retryOnConflict(async () => {
      await isDone()
      try {
        const own = context(token)
        return await operation.run(input as never, own, (await operation.find?.(input as never, own)) as never)
      } catch (error) {
        if (error instanceof DomainError) await isDone()
        throw error
      }
    })
  } catch (error) {
    if (error instanceof Replayed) return fromRecord(error.answer as RecordedAnswer)
    throw error
  }
}

/** The input, checked. What refuses it comes second where the operation looks up first what the path names. */
async function judge(
  operation: Operation,
  raw: unknown,
  unreadable: DomainError | undefined,
  context: () => never,
): Promise<Record<string, unknown>> {
  const { find } = operation
  try {
    if (unreadable) throw unreadable
    return parseInput(operation.input, raw) as Record<string, unknown>
  } catch (refusal) {
    if (find) {
      const named = parsePath(operation, raw)
      await retryOnConflict(() => find(named as never, context()))
    }
    throw refusal
  }
}

const hasReads = ({ effects: { reads = [], readsMany = [], queriesRuns } }: Operation): boolean =>
  reads.length + readsMany.length > 0 || queriesRuns === true

/** Runs `decide` again, with jittered pauses, while it is refused because of a change made at the same moment. */
export async function retryOnConflict<T>(decide: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decide()
    } catch (error) {
      const again = error instanceof DomainError && (error.code === 'version-conflict' || error.code === 'throttled')
      if (!again || error.data.isFinal || attempt >= attemptsAllowed) throw error
      await wait(Math.random() * 10 * 2 ** attempt)
    }
  }
}

function tokenOf(operation: Operation, input: Record<string, unknown>, call: Call, services: Services) {
  const { clientToken, dialect, name } = operation
  const token = (clientToken && input[clientToken.member]) ?? call.idempotencyKey
  if (typeof token !== 'string') return undefined
  return {
    tenant: call.caller.tenant,
    callerId: call.caller.id,
    operation: functionName(dialect.name, name),
    token,
    hash: fingerprint(clientToken ? { ...input, [clientToken.member]: undefined } : input),
    nowSeconds: Math.floor(services.now().getTime() / 1000),
    lifetimeSeconds: clientToken?.lifetimeSeconds ?? idempotencySeconds,
  } satisfies Omit<TokenUse, 'answer'>
}

/** The context of one call: what the capabilities make of the declared effects, bound to the caller's tenant. */
export function contextOf(
  { effects, uses }: Using,
  call: Call,
  services: Services,
  token?: Omit<TokenUse, 'answer'>,
): CallContext {
  const { env, newId, newUuid, capabilities } = services
  const { name, kind } = call.caller
  const context = {
    ...call,
    actor: { name, kind, via: call.via, at: call.at },
    newId,
    newUuid,
    flowQuota: env.flowQuota,
    outboundRanges: env.outboundRanges,
    use: bind(uses, (one) => contextOf(one, call, services, token)),
  }
  const scope = { effects, call, services, token }
  return capabilities
    .filter(({ isFor }) => isFor(effects))
    .reduce((members, one) => ({ ...members, ...one.context?.(scope) }), context)
}
