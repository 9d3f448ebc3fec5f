import type { EntityName, Items } from '#core/items.ts'
import { authorName } from './author.ts'
import { withPresentNames } from './former-names.ts'
import type { IndexedEntity, Keys } from './keys.ts'
import { changePartition, listPartition } from './partitions.ts'
import { entities } from './table.ts'

/** The version of an item that was written when its entity had none. */
export const unversioned = 0

type Row = Record<string, unknown>

/** An item as it is stored: its key, its place in the list, and its free-form members as JSON text. */
export function encode<E extends EntityName>(entity: E, item: Items[E]): Row {
  const keys: Keys<E> = entities[entity]
  const row: Row = { ...keyOf(entity, item), ...encodeMembers(entity, item) }
  if (isUnlisted(entity, item)) return row
  return { ...row, ...changeOf(entity, item.tenant, item), ...(keys.listed ? placeOf(entity, item) : {}) }
}

/** The place of an item in its list. */
const placeOf = <E extends EntityName>(entity: E, item: Items[E]) => ({
  listPk: listOf(entity, item.tenant, item),
  listSk: (entities[entity] as Keys<E>).listed?.(item),
})

/** Whether an item is not there yet for lists and for the relay. */
export function isUnlisted<E extends EntityName>(entity: E, item: Items[E]): boolean {
  const { unlistedWhile }: Keys<E> = entities[entity]
  return unlistedWhile !== undefined && (item as unknown as Row)[unlistedWhile] !== undefined
}

/** The place in its list that an item takes by a change after which it is no longer unlisted. */
export const appearance = <E extends EntityName>(entity: E, before: Items[E], set: Partial<Items[E]>): Row => {
  const after = { ...before, ...set }
  return isUnlisted(entity, before) && !isUnlisted(entity, after) ? placeOf(entity, after) : {}
}

/** The list that an item with these members stands in; undefined when they do not say. */
export function listOf<E extends EntityName>(
  entity: E,
  tenant: string,
  members: Partial<Items[E]>,
): string | undefined {
  const { listed, listedUnder }: Keys<E> = entities[entity]
  if (!listed) return undefined
  if (listedUnder === undefined) return listPartition(tenant, entity)
  const under = (members as Row)[listedUnder]
  return typeof under === 'string' ? listPartition(tenant, entity, under) : undefined
}

/** The place among the changes that items with these members have; none where they do not say when they were changed. */
export function changeOf<E extends EntityName>(
  entity: E,
  tenant: string,
  members: Partial<Items[E]>,
): { changePk?: string; changeSk?: string } {
  const { changed, changedIn, changedUnder }: Keys<E> = entities[entity]
  const changeSk = changed?.(members)
  if (changeSk === undefined) return {}
  const under = changedUnder && String((members as Row)[changedUnder])
  return { changePk: changePartition(tenant, changedIn ?? (entity as IndexedEntity), under), changeSk }
}

/** Some members of an item as they are stored. */
export function encodeMembers<E extends EntityName>(entity: E, members: Partial<Items[E]>): Row {
  const json: readonly string[] = entities[entity].json ?? []
  const row: Row = {}
  for (const [name, value] of Object.entries(members)) {
    row[name] = json.includes(name) && value !== undefined ? JSON.stringify(value) : value
  }
  return row
}

/** The attributes that are no members of an item: where it lies, and who wrote it. */
const placeNames: ReadonlySet<string> = new Set(['pk', 'sk', 'listPk', 'listSk', 'changePk', 'changeSk', authorName])

/** A stored row as the item it is. Rows are written by `encode` only, so their shape is trusted. */
export function decode<E extends EntityName>(entity: E, row: Row): Items[E] {
  const { json = [], summed }: { json?: readonly string[]; summed?: true } = entities[entity]
  const item: Row = summed ? { sums: sumsIn(row) } : {}
  for (const [name, value] of Object.entries(row)) {
    if (placeNames.has(name) || name.startsWith(sumPrefix)) continue
    item[name] = json.includes(name) ? JSON.parse(value as string) : value
  }
  // Items of before their entity was versioned have none; `commit` holds them by its absence.
  if (entities[entity].versioned) item.version ??= unversioned
  return withPresentNames(entity, item) as unknown as Items[E]
}

/** Sums are attributes of their own, so that one write can add to any of them. */
export const sumPrefix = 'sum:'
const sumsIn = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name]) => name.startsWith(sumPrefix))
      .map(([name, value]) => [name.slice(sumPrefix.length), value]),
  )

export function keyOf<E extends EntityName>(entity: E, item: Items[E]): { pk: string; sk: string } {
  const keys: Keys<E> = entities[entity]
  return keys.key(item.tenant, ...keys.names(item))
}

/** The entity a row of the stream belongs to; undefined for rows no entity reads from there. */
export const entityOfRow = (row: Row): EntityName | undefined => {
  const kind = String(row.sk).split('|')[0] ?? ''
  if (kind === 'flow') return isAlias(row) ? 'flow-alias' : 'flow'
  return kind in entities ? (kind as EntityName) : undefined
}

/** Whether the row at an entity's key is one: a flow and an alias have the same. */
export const isOf = (entity: EntityName, row: Row): boolean =>
  entity === 'flow' || entity === 'flow-alias' ? isAlias(row) === (entity === 'flow-alias') : true

const isAlias = (row: Row): boolean => row.aliasOf !== undefined
