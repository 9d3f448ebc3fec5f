import type { Flow } from './flow.ts'

/** Which flows of a tenant are meant: those that fit everything that is given. */
export interface FlowFilter {
  madeBy?: Flow['madeBy']
  status?: Flow['status']
  triggerKind?: Flow['triggerKind']
  /** A tag that they have with this value. */
  tag?: { key: string; value: string }
}

export const matchesFilter = (
  flow: Pick<Flow, 'madeBy' | 'status' | 'triggerKind' | 'tags'>,
  { madeBy, status, triggerKind, tag }: FlowFilter,
): boolean =>
  (madeBy === undefined || flow.madeBy === madeBy) &&
  (status === undefined || flow.status === status) &&
  (triggerKind === undefined || flow.triggerKind === triggerKind) &&
  (tag === undefined || (Object.hasOwn(flow.tags, tag.key) && flow.tags[tag.key] === tag.value))
