import type { Author } from '#core/actor.ts'
import { isAudited } from '#core/audit/audited-entities.ts'
import { removalOf } from '#core/audit/removal.ts'
import type { Change, Write } from '#core/change.ts'
import { isUnlisted, keyOf } from './codec.ts'

/**
 * What is left of the things that a change deletes, for the relay to tell by whom: written in the same transaction. What was never
 * listed is not told of.
 */
export const removalsIn = (change: Change, { at }: Author): Write[] =>
  change.flatMap((write) => {
    if (write.kind !== 'delete' || !isAudited(write.entity) || isUnlisted(write.entity, write.before as never))
      return []
    const { pk } = keyOf(write.entity, write.before as never)
    return [{ kind: 'put', entity: 'removal', item: removalOf(pk, write.before, at) }]
  })
