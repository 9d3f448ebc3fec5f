import type { Items } from '../items.ts'
import type { AuditedEntity } from './audited-entities.ts'
import type { Audited, Difference, Shown } from './audit-record.ts'

type Item = Items[AuditedEntity]

/** What of one value is shown, what of one item before and after, and how many paths are named: a record stays small. */
const longestValue = 300
const mostShown = 3000
const mostNamed = 50

/** What differs between two states of an item, as far as it is recorded; undefined when none of that does. */
export function differenceOf(
  { shown, named = [] }: Audited<Item>,
  before: Item | undefined,
  after: Item | undefined,
): Difference | undefined {
  const [old, current] = [before, after].map((item) => leavesOf(item, shown))
  const paths = [...new Set([...(old?.keys() ?? []), ...(current?.keys() ?? [])])]
  const differing = paths.filter((path) => canonical(old?.get(path)) !== canonical(current?.get(path)))
  // Of a thing that came or went, all that it has is new or lost; the rest goes without saying.
  const hidden = before && after ? named.filter((name) => text(before, name) !== text(after, name)) : []
  if (before && after && differing.length + hidden.length === 0) return undefined
  return {
    changed: [...hidden, ...differing].slice(0, mostNamed),
    from: shownOf(old, differing),
    to: shownOf(current, differing),
  }
}

type Leaves = ReadonlyMap<string, unknown>

/** The values at and below some paths, by their own paths. A list is one value. */
function leavesOf(item: Item | undefined, paths: readonly string[]): Leaves {
  const leaves = new Map<string, unknown>()
  const collect = (path: string, value: unknown): void => {
    if (value === undefined) return
    if (!isMembers(value)) leaves.set(path, value)
    else for (const [name, part] of Object.entries(value)) collect(`${path}.${name}`, part)
  }
  for (const path of paths) {
    collect(
      path,
      path.split('.').reduce<unknown>((value, name) => (isMembers(value) ? value[name] : undefined), item),
    )
  }
  return leaves
}

function shownOf(leaves: Leaves | undefined, paths: readonly string[]): Shown {
  let room = mostShown
  const shown: [string, unknown][] = []
  for (const path of paths) {
    if (!leaves?.has(path)) continue
    const value = cut(leaves.get(path))
    room -= path.length + canonical(value).length
    if (room < 0) break
    shown.push([path, value])
  }
  return Object.fromEntries(shown)
}

/** A value as it is, or the beginning of its text. */
function cut(value: unknown): unknown {
  const whole = typeof value === 'string' ? value : canonical(value)
  return whole.length <= longestValue ? value : `${whole.slice(0, longestValue).toWellFormed()}…`
}

const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)

/** A value as text in which the order of members does not count. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_name, part: unknown) =>
    isMembers(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part,
  ) ?? ''

function text(item: Item, name: string): string {
  const value = (item as unknown as Record<string, unknown>)[name]
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : canonical(value)
}
