import type { Run } from '../../lib/core/runs/run.ts'
import type { Table } from '../../lib/store/dynamo.ts'
import { readUsage } from '../../lib/store/usage.ts'
import { monthsOf } from '../../lib/core/usage/days.ts'
import { groupings, scopeOf, type Usage } from '../../lib/core/usage/usage.ts'

/** The counts of who started the flow of a run, of the days from its beginning to its last change. */
export async function countsOf(table: Table, { tenant, startedBy, startedAt, updatedAt }: Run): Promise<Usage[]> {
  const days = { from: startedAt.slice(0, 10), to: updatedAt.slice(0, 10) }
  const scope = scopeOf(startedBy ?? { id: 'nobody' })
  const found: Usage[] = []
  for (const grouping of groupings)
    for (const month of monthsOf(days, updatedAt))
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
