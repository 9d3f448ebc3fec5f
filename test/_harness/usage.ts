import type { Run } from '../../lib/core/runs/run.ts'
import type { Table } from '../../lib/store/dynamo.ts'
import { readUsage } from '../../lib/store/usage.ts'
import { groupings, scopeOf, type Usage } from '../../lib/core/usage/usage.ts'

/** The counts of who started the flow of a run, all of the month in which the run began. */
export async function countsOf(table: Table, { tenant, startedBy, startedAt }: Run): Promise<Usage[]> {
  const month = startedAt.slice(0, 7)
  const days = { from: `${month}-01`, to: `${month}-31` }
  const scope = scopeOf(startedBy ?? { id: 'nobody' })
  const found: Usage[] = []
  for (const grouping of groupings)
    for await (const page of readUsage(table, tenant, { grouping, month, scope, days })) found.push(...page)
  return found
}

/** The same in all, and by component. */
export async function usageOf(table: Table, run: Run) {
  const counts = await countsOf(table, run)
  const sumOf = (some: Usage[]) => some.reduce((sum, { sums }) => sum + sums.executions, 0)
  const of = (grouping: string) => counts.filter((one) => one.grouping === grouping)
  const components = Object.fromEntries(
    [...Map.groupBy(of('component'), ({ key }) => key)].map(([component, some]) => [component, sumOf(some)]),
  )
  return { user: sumOf(of('user')), flow: sumOf(of('flow')), components }
}
