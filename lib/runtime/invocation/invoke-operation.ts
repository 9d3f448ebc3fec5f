import { setTimeout as wait } from 'node:timers/promises'
import type { FlowAddress } from '#core/flows/flow.ts'
import type { Change } from '#core/change.ts'
import type { EntityName } from '#core/items.ts'
import { DomainError } from '#core/errors.ts'
import { may } from '#core/users/permissions.ts'
import { commit } from '#store/commit.ts'
import { findFlow, findFlowWithDefinition } from '#store/flows.ts'
import { moveFlow } from '#store/move.ts'
import { allLeases, propagateToLease, noteAnnounced } from '#store/leases.ts'
import { queryChildren, list, read, readMany } from '#store/read.ts'
import { checkToken, fingerprint, Replayed, type TokenUse } from '#store/token.ts'
import { readAsset, type AgentCheckIn, type Call, type Context, type Services } from './context.ts'
import { functionName, idempotencySeconds, Reply, type Operation } from '../declarations/operation.ts'
import { parsePath, parseInput } from './problems.ts'
import { renew } from './renew-lease.ts'
import { bind, type Using } from '../declarations/use-case.ts'

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
  const { permission } = operation
  if (permission !== 'public' && permission !== 'authenticated' && !may(call.caller, permission)) {
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
    if (error instanceof Replayed) return toAnswer(error.answer)
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

const hasReads = ({ effects: { reads = [], readsMany = [] } }: Operation): boolean =>
  reads.length + readsMany.length > 0

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

/** An answer as a token's record keeps it, headers and all, and as it is given again. */
interface Answered {
  body: unknown
  headers?: Record<string, string>
  status?: number
}
function toRecord(answer: unknown): Answered {
  if (!(answer instanceof Reply)) return { body: answer }
  const { body, headers, status } = answer as Reply
  return { body, headers, status }
}
function toAnswer(record: unknown): unknown {
  const { body, headers, status } = record as Answered
  return headers ? new Reply(body, headers, status) : body
}

/** The context of one call: readers, writers and moves for the declared effects only, bound to the caller's tenant. */
export function contextOf(
  { effects, uses }: Using,
  call: Call,
  services: Services,
  token?: Omit<TokenUse, 'answer'>,
): Context {
  const { env, table, newId, newUuid, secret } = services
  const { tenant, name, kind } = call.caller
  return {
    ...call,
    actor: { name, kind, via: call.via, at: call.at },
    newId,
    newUuid,
    flowQuota: env.flowQuota,
    outboundRanges: env.outboundRanges,
    read: forEach(
      effects.reads,
      (entity) =>
        (...names: string[]) =>
          read(table, entity, tenant, ...names),
    ),
    readMany: forEach(effects.readsMany, (entity) => (names: string[]) => readMany(table, entity, tenant, names)),
    queryChildren: forEach(
      effects.queriesChildren,
      (entity) =>
        (...names: [string, ...string[]]) =>
          queryChildren(table, entity, tenant, ...names),
    ),
    findFlow: (address: FlowAddress) => findFlow(table, tenant, address),
    findFlowWithDefinition: (address: FlowAddress) => findFlowWithDefinition(table, tenant, address),
    list: forEach(effects.lists, (entity) => (page: Parameters<typeof list>[3]) => list(table, entity, tenant, page)),
    move: forEach(effects.moves, () => async (flow: FlowAddress, move: never, answer: (moved: never) => unknown) => {
      const request = { tenant, flow, move, at: call.at, by: call.caller.name }
      return answer(
        (await moveFlow(
          table,
          request,
          token && ((moved) => ({ ...token, answer: toRecord(answer(moved as never)) })),
        )) as never,
      )
    }),
    commit: async (change: Change, answer: unknown) => {
      await commit(table, change, token && { ...token, answer: toRecord(answer) })
      return answer
    },
    checkIn: (said: AgentCheckIn) => renew(said, call, services),
    requestMetrics: async (agentIds: readonly string[]) => {
      await Promise.all(agentIds.map((agentId) => propagateToLease(table, agentId, { metricsRequestedAt: call.at })))
    },
    leases: {
      all: () => allLeases(table),
      noteAnnounced: (lease: never, announced: never) => noteAnnounced(table, lease, announced),
    },
    secret,
    signingIn: { table, now: services.now, source: call.source },
    asset: (folder: never, file: string) => readAsset(env, folder, file),
    addressOf: (dialect: string) => env.addresses[dialect] ?? '',
    bucket: { env, tenant },
    use: bind(uses, (one) => contextOf(one, call, services, token)),
  } as unknown as Context
}

const forEach = <K extends EntityName, T>(names: readonly K[] | undefined, make: (name: K) => T): Record<K, T> =>
  Object.fromEntries((names ?? []).map((name) => [name, make(name)])) as Record<K, T>
