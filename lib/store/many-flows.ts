import type { Flow } from '#core/flows/flow.ts'
import type { OwnersSeen } from '#core/users/visibility.ts'
import { presentRow } from './additions.ts'
import { decode, entityOfRow } from './codec.ts'
import type { Table } from './dynamo.ts'
import { matchRow } from './flows.ts'
import { readRows } from './runs.ts'
import { entities } from './table.ts'

/** Flows by their handles, many at once. */

type Row = Record<string, unknown>

/**
 * Flows as they are now, by their handles; those that the tenant has not, or that are not seen, are left out. A request for each
 * hundred, and one more for each hundred of those that lie elsewhere than at their handle.
 */
export async function findFlows(
  table: Table,
  tenant: string,
  handles: readonly string[],
  seen: OwnersSeen,
): Promise<Map<string, Flow>> {
  const rows = await rowsAt(table, tenant, handles)
  const keys = rows.filter(isAlias).map((row) => decode('flow-alias', row).aliasOf)
  const all = [...rows.filter((row) => !isAlias(row)), ...(await rowsAt(table, tenant, keys))]
  const wanted = new Set(handles)
  const found = new Map<string, Flow>()
  for (const row of all) {
    const present = await presentRow(table, row)
    const handle = present && decode('flow', present).handle
    if (handle === undefined || !wanted.has(handle)) continue
    const { found: flow } = matchRow(tenant, { handle }, seen, present)
    if (flow) found.set(handle, flow)
  }
  return found
}

/** Those of some names that are no longer free for a flow, whosever they are. A request for each hundred. */
export async function takenFlowNames(
  table: Table,
  tenant: string,
  flowNames: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await rowsAt(table, tenant, flowNames)
  return new Set(rows.map((row) => (isAlias(row) ? decode('flow-alias', row).handle : decode('flow', row).key)))
}

const rowsAt = (table: Table, tenant: string, keys: readonly string[]): Promise<Row[]> =>
  readRows(
    table,
    [...new Set(keys)].map((key) => entities.flow.key(tenant, key)),
  )

const isAlias = (row: Row): boolean => entityOfRow(row) === 'flow-alias'
