import type { Actor } from '../actor.ts'
import type { Change, Write } from '../change.ts'
import { authorshipOf, refuseUnseen } from '../documents.ts'
import type { Settings } from './settings.ts'

/** Replaces the settings of a tenant. Refused: `version-conflict` when the caller has seen another version. */
export function putSettings(
  before: Settings | undefined,
  tenant: string,
  content: Pick<Settings, 'strictComponents'>,
  { actor, seenVersion }: { actor: Actor; seenVersion?: number },
) {
  refuseUnseen(before, seenVersion)
  const members = { ...content, ...authorshipOf(before, actor) }
  const after: Settings = { tenant, version: (before?.version ?? 0) + 1, ...members }
  const write: Write<'settings'> = before
    ? { kind: 'update', entity: 'settings', before, set: members }
    : {
        kind: 'create',
        entity: 'settings',
        item: after,
        taken: 'version-conflict',
        message: 'They were put by somebody else at the same moment.',
      }
  return { after, change: [write] as const satisfies Change }
}
