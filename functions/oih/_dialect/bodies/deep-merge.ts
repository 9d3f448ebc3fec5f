import { isMembers } from '#core/hub/content.ts'

/**
 * A value laid over another: objects by key, lists by index, a longer list adds its rest, otherwise what is laid over wins, `null`
 * too. Names are no more than names, whatever they are.
 */
export function deepMerge(under: unknown, over: unknown): unknown {
  if (over === undefined) return under
  if (Array.isArray(under) && Array.isArray(over)) {
    const length = Math.max(under.length, over.length)
    return Array.from({ length }, (_, index): unknown =>
      index < over.length ? deepMerge(under[index], over[index]) : under[index],
    )
  }
  if (!isMembers(under) || !isMembers(over)) return over
  const merged = new Map<string, unknown>(Object.entries(under))
  for (const [name, value] of Object.entries(over)) merged.set(name, deepMerge(merged.get(name), value))
  return Object.fromEntries(merged)
}
