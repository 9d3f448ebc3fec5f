import { isSeen, type OwnersSeen } from '../users/visibility.ts'
import type { CatalogueEntry } from './catalogue.ts'
import type { Flow } from './flow.ts'
import { flowLifecycle } from './lifecycle.ts'

/** How many flows there are of those that are seen, and how many are in each status; every status is there. */
export function countByStatus(flows: Iterable<Pick<CatalogueEntry, 'status' | 'owners'>>, seen: OwnersSeen) {
  const byStatus = Object.fromEntries(flowLifecycle.states.map((state) => [state, 0])) as Record<Flow['status'], number>
  let total = 0
  for (const { status, owners } of flows) {
    if (!isSeen(owners, seen)) continue
    byStatus[status as Flow['status']]++
    total++
  }
  return { total, byStatus }
}
