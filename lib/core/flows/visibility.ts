import type { Principal } from '../users/permissions.ts'
import type { Flow } from './flow.ts'

/**
 * Who sees which flows, one rule for every door: somebody who sees own flows only sees those that they or their organisation
 * own, and to them there are no others.
 */
export type OwnersSeen = readonly string[] | undefined

/** The owners whose flows a caller sees; undefined for one who sees all. */
export const ownersSeenBy = (caller: Principal): OwnersSeen =>
  caller.seesOwnFlowsOnly ? firstOwners(caller) : undefined

/** The owners of a flow that the caller makes: the user, where it is one, and the user's organisation. */
export const firstOwners = ({ userId, organisation }: Principal): string[] =>
  [userId, organisation].filter((one) => one !== undefined)

/** Whether a flow is one that is seen by who sees these owners' flows. */
export const isSeen = ({ owners }: Pick<Flow, 'owners'>, seen: OwnersSeen): boolean =>
  seen === undefined || owners.some((owner) => seen.includes(owner))
