import type { Count } from '../change.ts'
import type { Flow } from './flow.ts'

/** How many flows a tenant may have: in all, and of those made through the same dialect. */
export interface FlowQuotas {
  tenant: number
  dialect?: number
}
export const tenantFlowQuota = 100_000

/** What flows of a dialect add to their tenant's counts, or take from them. */
export function countFlow(
  { tenant, madeBy }: Pick<Flow, 'tenant' | 'madeBy'>,
  by: number,
  quotas?: FlowQuotas,
): { change: [Count, Count] } {
  const count = (name: string, atMost: number | undefined): Count => ({
    kind: 'count',
    entity: 'tally',
    tenant,
    name,
    by,
    ...(atMost === undefined ? {} : exceeding(atMost)),
  })
  return { change: [count('tenant-flow', quotas?.tenant), count(dialectTally[madeBy], quotas?.dialect)] }
}

const exceeding = (atMost: number) => ({
  atMost,
  exceeded: 'flow-quota-exceeded' as const,
  message: `There are ${atMost} flows already, which is the quota.`,
})

/** AppFlow's is called `flow` because it counted all flows while AppFlow alone made any. */
const dialectTally: Readonly<Record<Flow['madeBy'], string>> = {
  appflow: 'flow',
  'flow-manager': 'flow-manager-flow',
  oih: 'oih-flow',
}
