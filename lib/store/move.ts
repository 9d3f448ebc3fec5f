import { addressText, type Flow, type FlowAddress } from '#core/flows/flow.ts'
import { hostedMove } from '#core/flows/hosted-move.ts'
import { flowLifecycle, type FlowMove, type FlowStatus } from '#core/flows/lifecycle.ts'
import type { OwnersSeen } from '#core/users/visibility.ts'
import { flowNotFound, refuseMove } from '#core/flows/refuse-move.ts'
import { judge, type Move } from '#core/lifecycle.ts'
import type { Starter } from '#core/usage/usage.ts'
import { listAdded, stateOfAddition } from './additions.ts'
import { authorName, authorOf, authorText } from './author.ts'
import { changeOf } from './codec.ts'
import { apply, assignments } from './commit.ts'
import type { WriteRequest } from './write-request.ts'
import type { Table } from './dynamo.ts'
import { locate, matchRow, type Lookup } from './flows.ts'
import { entities } from './table.ts'
import { tokenWrite, type TokenUse } from './token.ts'

/**
 * A lifecycle move is one conditional write compiled from the lifecycle's data, with no read before it. A refused
 * condition hands back what lies at the key, which tells apart: not there, another dialect's flow (it says where), nothing
 * left to do, and not allowed. A flow on runtimes is refused by the moves that are not for it, and moved by those that are
 * with a second request. With a client token the same write travels in one transaction with the token's record.
 */
export interface MoveRequest {
  tenant: string
  flow: FlowAddress
  move: FlowMove
  /** The states that it may leave, where the caller's API allows fewer than the lifecycle; any other refuses. */
  from?: readonly FlowStatus[]
  at: string
  by: string
  /** The same, as usage is counted; without, by the name. */
  starter?: Starter
  /** Flows of other owners are not found. */
  seen?: OwnersSeen
}

/** What the move decides: the state then, and whether it was another one before. */
export interface Moved extends Pick<Flow, 'status'> {
  isChanged: boolean
}

/** Thrown inside to carry what lies at the key out of a refused condition; never leaves this file. */
class ConflictingItem extends Error {
  readonly row: Record<string, unknown> | undefined
  constructor(row: Record<string, unknown> | undefined) {
    super('The condition of a move was refused.')
    this.row = row
  }
}

/** Throws `flow-not-found`, or why the move is refused. One request for a flow of the caller's dialect; see `locate`. */
export async function moveFlow(table: Table, request: MoveRequest, token?: (moved: Moved) => TokenUse): Promise<Moved> {
  const { tenant, flow: address } = request
  const located = await locate(table, tenant, address, async (key) => {
    const first = await tryMove(table, request, key, token)
    const { found } = first
    if (!found || 'moved' in found || !found.current.isHosted) return first
    const { status } = found.current
    const move = request.from?.includes(status) === false ? undefined : hostedMove(request.move, status)
    return move ? tryMove(table, { ...request, move }, key, token) : first
  })
  if (!located) throw flowNotFound(addressText(address))
  if ('moved' in located) return located.moved
  const { current, move } = located
  if (judge(narrowed(flowLifecycle.moves[move], request.from), { ...current }) !== 'already')
    throw refuseMove(request.move, current)
  // Nothing to do, but the token has now been used: a later repeat must not act on a flow stopped in between.
  const unchanged: Moved = { status: current.status, isChanged: false }
  if (token) await apply(table, [tokenWrite(table.name, token(unchanged))])
  return unchanged
}

type Tried = { moved: Moved } | { current: Flow; move: FlowMove }

/** The write itself: what it decided, or the flow that it is not for. */
async function tryMove(
  table: Table,
  request: MoveRequest,
  key: string,
  token: ((moved: Moved) => TokenUse) | undefined,
): Promise<Lookup<Tried>> {
  const { tenant, flow: address, seen } = request
  const move = narrowed(flowLifecycle.moves[request.move], request.from)
  const moved: Moved = { status: move.to, isChanged: true }
  try {
    const step = compileMove(table, move, request, key)
    await apply(table, token ? [tokenWrite(table.name, token(moved)), step] : [step])
    return { found: { moved } }
  } catch (error) {
    if (!(error instanceof ConflictingItem)) throw error
    const { found, aliasOf } = matchRow(tenant, address, seen, error.row)
    if (found?.additionId === undefined) return { found: found && { current: found, move: request.move }, aliasOf }
    const state = await stateOfAddition(table, tenant, found.additionId)
    if (state === 'begun') return {}
    // So that the relay sees that there is a flow before it sees it moved.
    if (state === 'done') await listAdded(table, found, request.at)
    return tryMove(table, request, key, token)
  }
}

/** A move that only leaves these states: where it has nothing left to do it is refused too. */
const narrowed = <S extends string>(move: Move<S>, from: readonly S[] | undefined): Move<S> =>
  from ? { ...move, from: move.from.filter((state) => from.includes(state)), already: [] } : move

/** What a move writes, besides what it copies and raises. */
function membersOf(table: Table, move: Move<string>, request: MoveRequest): Record<string, unknown> {
  const { tenant, at, by, starter = { id: by } } = request
  const members: Record<string, unknown> = {
    status: move.to,
    updatedAt: at,
    updatedBy: by,
    ...changeOf('flow', tenant, { updatedAt: at }),
    ...move.sets,
    [authorName]: authorText(authorOf(table)),
  }
  for (const attribute of move.stamps ?? []) members[attribute] = at
  for (const attribute of move.clears ?? []) members[attribute] = undefined
  for (const attribute of move.names ?? []) members[attribute] = starter
  return members
}

function compileMove(table: Table, move: Move<string>, request: MoveRequest, key: string): WriteRequest {
  const { tenant, flow: address, seen } = request
  const copies = Object.entries(move.copies ?? {})
  const { names, values, expression } = assignments(
    membersOf(table, move, request),
    '#version = #version + :one',
    // An item of the former form has one version of its definition and does not say so.
    ...copies.map(([to, from]) => `#${to} = if_not_exists(#${from}, :one)`),
    ...(move.raises ?? []).map((attribute) => `#${attribute} = if_not_exists(#${attribute}, :none) + :one`),
  )
  const from = Object.fromEntries(move.from.map((state, index) => [`:from${index}`, state]))
  const { unless = [] } = move
  const counted = move.raises ?? []
  return {
    kind: 'Update',
    request: {
      TableName: table.name,
      Key: entities.flow.key(tenant, key),
      UpdateExpression: expression,
      ConditionExpression: conditionsOf(move, request, Object.keys(from)).join(' AND '),
      ExpressionAttributeNames: {
        ...names,
        ...Object.fromEntries(copies.flat().map((attribute) => [`#${attribute}`, attribute])),
        ...('id' in address ? {} : { '#handle': 'handle' }),
        ...('handle' in address ? {} : { '#id': 'id' }),
        '#version': 'version',
        '#additionId': 'additionId',
        ...Object.fromEntries(counted.map((attribute) => [`#${attribute}`, attribute])),
        ...Object.fromEntries(unless.map(({ attribute }, index) => [`#unless${index}`, attribute])),
        ...(seen ? { '#owners': 'owners' } : {}),
      },
      ExpressionAttributeValues: {
        ...values,
        ...from,
        ':address': addressText(address),
        ':one': 1,
        ...(counted.length > 0 ? { ':none': 0 } : {}),
        ...Object.fromEntries(unless.map(({ is }, index) => [`:unless${index}`, is])),
        ...Object.fromEntries((seen ?? []).map((owner, index) => [`:owner${index}`, owner])),
      },
    },
    refuse: (standing) => new ConflictingItem(standing),
  }
}

const conditionsOf = (
  { unless = [] }: Move<string>,
  { flow: address, seen }: MoveRequest,
  from: string[],
): string[] => [
  `#status IN (${from.join(', ')})`,
  'attribute_not_exists(#additionId)',
  // A name may be another flow's id and the other way round. An item of the former form has its name as key, and no other.
  'id' in address
    ? '#id = :address'
    : `(#handle = :address OR attribute_not_exists(#handle)${'handle' in address ? '' : ' OR #id = :address'})`,
  ...unless.map((_fact, index) => `#unless${index} <> :unless${index}`),
  ...(seen ? [`(${seen.map((_owner, index) => `contains(#owners, :owner${index})`).join(' OR ')})`] : []),
]
