import type { Flow } from '#core/flows/flow.ts'
import { flowLifecycle, type FlowMove } from '#core/flows/lifecycle.ts'
import { refuseMove } from '#core/flows/refuse-move.ts'
import { judge, type Move } from '#core/lifecycle.ts'
import { apply, assignments } from './commit.ts'
import type { WriteRequest } from './write-request.ts'
import { decode } from './codec.ts'
import type { Table } from './dynamo.ts'
import { entities } from './table.ts'
import { tokenWrite, type TokenUse } from './token.ts'

/**
 * A lifecycle move is one conditional write compiled from the lifecycle's data, with no read before it. A refused
 * condition hands back the item as it stands, which tells apart: not there, nothing left to do, and not allowed.
 * With a client token the same write travels in one transaction with the token's record.
 */
export interface MoveRequest {
  tenant: string
  name: string
  move: FlowMove
  at: string
  by: string
}

/** The item's place after the move: whole when the move wrote it alone, else only what the move decides. */
export type Moved = Pick<Flow, 'tenant' | 'name' | 'status'>

/** Thrown inside to carry the standing item out of a refused condition; never leaves this file. */
class ConflictingItem extends Error {
  readonly flow: Flow | undefined
  constructor(row: Record<string, unknown> | undefined) {
    super('standing')
    this.flow = row && decode('flow', row)
  }
}

export async function moveFlow(table: Table, request: MoveRequest, token?: (moved: Moved) => TokenUse): Promise<Moved> {
  const { tenant, name } = request
  const move = flowLifecycle.moves[request.move]
  const arrived: Moved = { tenant, name, status: move.to }
  try {
    const step = compileMove(table.name, move, request)
    const row = await apply(table, token ? [tokenWrite(table.name, token(arrived)), step] : [step])
    return row ? decode('flow', row) : arrived
  } catch (error) {
    if (!(error instanceof ConflictingItem)) throw error
    const { flow } = error
    if (!flow || judge(move, { ...flow }) !== 'already') throw refuseMove(request.move, name, flow)
    // Nothing to do, but the token has now been used: a later repeat must not act on a flow stopped in between.
    if (token) await apply(table, [tokenWrite(table.name, token(flow))])
    return flow
  }
}

function compileMove(TableName: string, move: Move<string>, { tenant, name, at, by }: MoveRequest): WriteRequest {
  const members: Record<string, unknown> = { status: move.to, updatedAt: at, updatedBy: by }
  for (const attribute of move.stamps ?? []) members[attribute] = at
  for (const attribute of move.clears ?? []) members[attribute] = undefined
  const { names, values, expression } = assignments(members, '#version = #version + :one')
  const from = Object.fromEntries(move.from.map((state, index) => [`:from${index}`, state]))
  const unless = move.unless
  return {
    kind: 'Update',
    request: {
      TableName,
      Key: entities.flow.key(tenant, name),
      UpdateExpression: expression,
      ConditionExpression: `#status IN (${Object.keys(from).join(', ')})${unless ? ' AND #unless <> :unless' : ''}`,
      ExpressionAttributeNames: {
        ...names,
        '#version': 'version',
        ...(unless ? { '#unless': unless.attribute } : {}),
      },
      ExpressionAttributeValues: { ...values, ...from, ':one': 1, ...(unless ? { ':unless': unless.is } : {}) },
    },
    refuse: (standing) => new ConflictingItem(standing),
  }
}
