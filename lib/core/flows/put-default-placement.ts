import type { Actor } from '../actor.ts'
import type { Change, Write } from '../change.ts'
import { authorshipOf, refuseUnseen } from '../documents.ts'
import type { DefaultPlacement } from './default-placement.ts'

/** Replaces the placement that new flows of a dialect get. Refused: `version-conflict` when the caller has seen another version. */
export function putDefaultPlacement(
  before: DefaultPlacement | undefined,
  { tenant, dialect, placement }: Pick<DefaultPlacement, 'tenant' | 'dialect' | 'placement'>,
  { actor, seenVersion }: { actor: Actor; seenVersion?: number },
) {
  refuseUnseen(before, seenVersion)
  const members = { placement, ...authorshipOf(before, actor) }
  const after: DefaultPlacement = { tenant, dialect, version: (before?.version ?? 0) + 1, ...members }
  const write: Write<'default-placement'> = before
    ? { kind: 'update', entity: 'default-placement', before, set: members }
    : {
        kind: 'create',
        entity: 'default-placement',
        item: after,
        taken: 'version-conflict',
        message: 'It was put by somebody else at the same moment.',
      }
  return { after, change: [write] as const satisfies Change }
}
