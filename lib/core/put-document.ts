import type { Create, Update } from './change.ts'
import type { Items } from './items.ts'

/** What callers put under ids of their own. */
type Document = 'component' | 'credential'

/** Creates a document under its id, or replaces the members of the one that is there. */
export function putDocument<E extends Document>(
  entity: E,
  before: Items[E] | undefined,
  key: Pick<Items[E], 'tenant' | 'id'>,
  members: Omit<Items[E], 'tenant' | 'id' | 'version'>,
): { after: Items[E]; change: readonly (Create<E> | Update<E>)[] } {
  const after = { ...before, ...key, ...members, version: (before?.version ?? 0) + 1 } as unknown as Items[E]
  const message = 'It was created by somebody else at the same moment.'
  const write = before
    ? { kind: 'update', entity, before, set: members }
    : { kind: 'create', entity, item: after, taken: 'version-conflict', message }
  return { after, change: [write as unknown as Create<E> | Update<E>] }
}
