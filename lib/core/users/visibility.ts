import type { Principal } from './permissions.ts'

/** The owners of whom a flow or template must have one for the caller to see it; undefined for callers who see all. */
export const ownersSeen = ({
  seesOwnFlowsOnly,
  userId,
  organisation,
}: Pick<Principal, 'seesOwnFlowsOnly' | 'userId' | 'organisation'>): string[] | undefined =>
  seesOwnFlowsOnly ? [userId, organisation].filter((one) => one !== undefined) : undefined

/** Whether the caller sees what has these owners. */
export function sees(caller: Parameters<typeof ownersSeen>[0], owners: readonly string[]): boolean {
  const seen = ownersSeen(caller)
  return seen === undefined || seen.some((one) => owners.includes(one))
}
