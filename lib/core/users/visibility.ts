import type { Principal } from './permissions.ts'

/**
 * Who sees which flows and templates, one rule for every door: somebody who sees own flows only sees what they or their
 * organisation own, and to them there is nothing else.
 */
type Viewer = Pick<Principal, 'seesOwnFlowsOnly' | 'userId' | 'organisation'>

/** The owners of whom a flow or template must have one to be seen; undefined where everything is. */
export type OwnersSeen = readonly string[] | undefined

export const ownersSeen = (caller: Viewer): string[] | undefined =>
  caller.seesOwnFlowsOnly ? firstOwners(caller) : undefined

/** The owners of what the caller makes: the user, where it is one, and the user's organisation. */
export const firstOwners = ({ userId, organisation }: Viewer): string[] =>
  [userId, organisation].filter((one) => one !== undefined)

/** Whether what has these owners is among what is seen. */
export const isSeen = (owners: readonly string[], seen: OwnersSeen): boolean =>
  seen === undefined || seen.some((one) => owners.includes(one))

/** Whether the caller sees what has these owners. */
export const sees = (caller: Viewer, owners: readonly string[]): boolean => isSeen(owners, ownersSeen(caller))
