import type { CatalogueEntry } from './catalogue.ts'
import type { Flow } from './flow.ts'
import { flowLifecycle } from './lifecycle.ts'

/** How many flows there are, and how many are in each status; every status is there. */
export function countByStatus(flows: Iterable<Pick<CatalogueEntry, 'status'>>): {
  total: number
  byStatus: Record<Flow['status'], number>
} {
  const byStatus = Object.fromEntries(flowLifecycle.states.map((state) => [state, 0])) as Record<Flow['status'], number>
  let total = 0
  for (const { status } of flows) {
    byStatus[status as Flow['status']]++
    total++
  }
  return { total, byStatus }
}
