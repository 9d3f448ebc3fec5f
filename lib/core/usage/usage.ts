import type { Principal } from '../users/permissions.ts'

/** How many steps were attempted on one day, by whose flows or at what. */
export interface Usage extends UsageScope {
  tenant: string
  grouping: Grouping
  /** `YYYY-MM-DD`, UTC. */
  day: string
  /** The user who last started the flow, the flow's id, or the component: whichever the counts are grouped by. */
  key: string
  /** What is counted at the same moment goes into several items. */
  shard: number
  sums: UsageSums
  /** Epoch seconds after which the table drops it. */
  expiresAt: number
}

export interface UsageSums {
  executions: number
}

export const groupings = ['user', 'flow', 'component'] as const
export type Grouping = (typeof groupings)[number]

/** Whose counts they are: an organisation's or, of who belongs to none, a user's own. */
export interface UsageScope {
  organisation?: string
  userId?: string
}

/** Whose flow it is that runs: who started it last, and where they belonged then. A caller who is no user goes by the name. */
export interface Starter {
  id: string
  organisation?: string
}

export const starterOf = ({ userId, name, organisation }: Principal): Starter => ({
  id: userId ?? name,
  ...(organisation === undefined ? {} : { organisation }),
})

export const scopeOf = ({ id, organisation }: Starter): UsageScope =>
  organisation === undefined ? { userId: id } : { organisation }

/** Whose counts a caller is shown: everybody's to who may do everything, else those of the organisation, or the caller's own. */
export function usageSeen({ permissions, organisation, userId }: Principal): UsageScope | 'all' | 'none' {
  if (permissions.includes('*')) return 'all'
  if (organisation !== undefined) return { organisation }
  return userId === undefined ? 'none' : { userId }
}

/** The count of a day is in one item while nothing contends for it, and else in any of so many. */
export const usageShards = 8

/** For so many months before the present one counts are shown; they are kept a little longer. */
export const monthsShown = 24
const daysKept = 800

export const usageExpiry = (day: string): number => Date.parse(day) / 1000 + daysKept * 86_400
