import type { CatalogueEntry } from './catalogue.ts'

/** Which entries of a catalogue are meant: those that fit everything that is given. */
export interface Selection {
  statuses?: readonly string[]
  type?: string
  templateId?: string
  /** Somebody who is among the owners. */
  owner?: string
  /** A part of the label or description, in any case. */
  search?: string
  /** Ids of which one must be among the owners; without, everybody's are seen. */
  visibleTo?: readonly string[]
}

export interface Order {
  by: 'createdAt' | 'updatedAt' | 'label'
  isDescending: boolean
}

export const usualOrder: Order = { by: 'createdAt', isDescending: false }

/** The entries that are meant, in order; ties by id. */
export function selectFrom(entries: Iterable<CatalogueEntry>, selection: Selection, order: Order): CatalogueEntry[] {
  const search = selection.search?.trim().toLowerCase()
  const found = [...entries].filter((entry) => fits(entry, selection) && (!search || mentions(entry, search)))
  const direction = order.isDescending ? -1 : 1
  return found.sort(
    (one, other) => direction * (compare(one[order.by] ?? '', other[order.by] ?? '') || compare(one.id, other.id)),
  )
}

const fits = (
  { status, type, templateId, owners }: CatalogueEntry,
  { statuses, type: wantedType, templateId: wantedTemplate, owner, visibleTo }: Selection,
): boolean =>
  (statuses === undefined || statuses.includes(status)) &&
  (wantedType === undefined || type === wantedType) &&
  (wantedTemplate === undefined || templateId === wantedTemplate) &&
  (owner === undefined || owners.includes(owner)) &&
  (visibleTo === undefined || visibleTo.some((id) => owners.includes(id)))

const mentions = ({ label = '', description = '' }: CatalogueEntry, search: string): boolean =>
  label.toLowerCase().includes(search) || description.toLowerCase().includes(search)

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
