import { keyOfListed } from '#core/flows/flow.ts'
import { isSeen, type OwnersSeen } from '#core/users/visibility.ts'
import type { Run } from '#core/runs/run.ts'
import type { Table } from './dynamo.ts'
import { list, readMany, type Cursor, type Page } from './read.ts'
import type { RunPage } from './runs.ts'

/**
 * Lists for callers who see own flows only. The index has no room for owners, so the flows of a page are read: one request
 * more for each hundred (docs/decisions/0060). Everybody else's lists cost what they did.
 */

/** So many pages of the list are looked through for one page of what is seen. */
const mostPages = 10
const examinedAtOnce = 100

/** As `list`, of the flows that are seen. A page may hold fewer than were asked for, and none, while there are more. */
export async function listFlows(
  table: Table,
  tenant: string,
  seen: OwnersSeen,
  { limit, after }: { limit: number; after?: Cursor },
): Promise<Page<'flow'>> {
  if (seen === undefined) return list(table, 'flow', tenant, { limit, after })
  const items: Page<'flow'>['items'] = []
  let next = after
  for (let pages = 0; pages < mostPages && items.length < limit; pages++) {
    const page = await list(table, 'flow', tenant, { limit: examinedAtOnce, after: next })
    const visible = await seenIds(table, tenant, page.items.map(keyOfListed), seen)
    const found = page.items.filter(({ id }) => visible.has(id))
    const taken = found.slice(0, limit - items.length)
    items.push(...taken)
    next = taken.length < found.length ? taken.at(-1)?.id : page.next
    if (next === undefined) break
  }
  return { items, next }
}

/** Those of some runs whose flows are seen. Nobody owns a flow that is no more. */
export async function seenRuns(table: Table, tenant: string, seen: OwnersSeen, runs: readonly Run[]): Promise<Run[]> {
  if (seen === undefined) return [...runs]
  const visible = await seenIds(
    table,
    tenant,
    runs.map(({ flowKey }) => flowKey),
    seen,
  )
  return runs.filter(({ flowId }) => visible.has(flowId))
}

/** A page of runs without those whose flows are not seen. */
export const seenRunPage = async (table: Table, tenant: string, seen: OwnersSeen, page: RunPage): Promise<RunPage> => ({
  ...page,
  runs: await seenRuns(table, tenant, seen, page.runs),
})

async function seenIds(
  table: Table,
  tenant: string,
  keys: readonly string[],
  seen: OwnersSeen,
): Promise<ReadonlySet<string>> {
  const flows = await readMany(table, 'flow', tenant, keys)
  return new Set(flows.filter((flow) => isSeen(flow.owners, seen)).map(({ id }) => id))
}
