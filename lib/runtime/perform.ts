import { setTimeout as wait } from 'node:timers/promises'
import type { Change, EntityName } from '#core/change.ts'
import { DomainError } from '#core/errors.ts'
import { may } from '#core/users/permissions.ts'
import { commit } from '#store/commit.ts'
import { moveFlow } from '#store/move.ts'
import { list, read } from '#store/read.ts'
import { checkToken, fingerprint, Replayed, type TokenUse } from '#store/token.ts'
import { readAsset, type Call, type Context, type Services } from './context.ts'
import { functionName, type Effects, type Operation } from './operation.ts'
import { signIn } from './passwords.ts'
import { parseInput } from './problems.ts'

/** A decision that met a change made meanwhile is taken again on what stands now; more than this is contention. */
const attemptsAllowed = 8

/**
 * Performs an operation for a caller, whichever way it was called: permission, input, client token, then `run`, again
 * when the items it decided on changed meanwhile. Throws `DomainError`; anything else is a fault of ours.
 */
export async function perform(operation: Operation, raw: unknown, call: Call, services: Services): Promise<unknown> {
  const { permission } = operation
  if (permission !== 'none' && permission !== 'any' && !may(call.caller, permission)) {
    throw new DomainError('permission-missing', `This needs the permission ${permission}.`, { permission })
  }
  const input = parseInput(operation.input, raw) as Record<string, unknown>
  const token = tokenOf(operation, input, call, services)
  try {
    // Work that reads first could be refused on what it reads although it was done before: ask for the token first.
    if (token && (operation.effects.reads ?? []).length > 0) await checkToken(services.table, token)
    return await insist(() =>
      operation.run(input as never, contextOf(operation.effects, call, services, token) as never),
    )
  } catch (error) {
    if (error instanceof Replayed) return error.answer
    throw error
  }
}

/** Runs `decide` again, with jittered pauses, while it is refused because of a change made at the same moment. */
export async function insist<T>(decide: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decide()
    } catch (error) {
      const again = error instanceof DomainError && (error.code === 'changed-meanwhile' || error.code === 'busy')
      if (!again || attempt >= attemptsAllowed) throw error
      await wait(Math.random() * 10 * 2 ** attempt)
    }
  }
}

function tokenOf(operation: Operation, input: Record<string, unknown>, call: Call, services: Services) {
  const { clientToken, dialect, name } = operation
  const token = clientToken && input[clientToken.member]
  if (!clientToken || typeof token !== 'string') return undefined
  return {
    tenant: call.caller.tenant,
    operation: functionName(dialect.name, name),
    token,
    hash: fingerprint({ ...input, [clientToken.member]: undefined }),
    nowSeconds: Math.floor(services.now().getTime() / 1000),
    lifetimeSeconds: clientToken.lifetimeSeconds,
  } satisfies Omit<TokenUse, 'answer'>
}

/** The context of one call: readers, writers and moves for the declared effects only, bound to the caller's tenant. */
export function contextOf(effects: Effects, call: Call, services: Services, token?: Omit<TokenUse, 'answer'>): Context {
  const { env, table, newId, secret } = services
  const { tenant } = call.caller
  return {
    ...call,
    newId,
    flowQuota: env.flowQuota,
    read: forEach(
      effects.reads,
      (entity) =>
        (...names: string[]) =>
          read(table, entity, tenant, ...names),
    ),
    list: forEach(effects.lists, (entity) => (page: Parameters<typeof list>[3]) => list(table, entity, tenant, page)),
    move: forEach(effects.moves, () => async (name: string, move: never, answer: (moved: never) => unknown) => {
      const request = { tenant, name, move, at: call.at, by: call.caller.name }
      return answer(
        (await moveFlow(table, request, token && ((moved) => ({ ...token, answer: answer(moved as never) })))) as never,
      )
    }),
    commit: async (change: Change, answer: unknown) => {
      await commit(table, change, token && { ...token, answer })
      return answer
    },
    secret,
    signIn: (name: string, password: string) => signIn(services, name, password),
    asset: (folder: never, file: string) => readAsset(env, folder, file),
  } as unknown as Context
}

const forEach = <K extends EntityName, T>(names: readonly K[] | undefined, make: (name: K) => T): Record<K, T> =>
  Object.fromEntries((names ?? []).map((name) => [name, make(name)])) as Record<K, T>
