import type { Definition } from './definition.ts'

/** The ids of steps that lie on a circle of links or behind one; none of a graph that has no circle. */
export function findCircle({ steps, links }: Pick<Definition, 'steps' | 'links'>): string[] {
  const waiting = new Map(steps.map(({ id }) => [id, 0]))
  const next = Map.groupBy(links, ({ from }) => from)
  for (const { to } of links) waiting.set(to, (waiting.get(to) ?? 0) + 1)
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id)
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id)
    for (const { to } of next.get(id) ?? []) {
      const count = (waiting.get(to) ?? 0) - 1
      waiting.set(to, count)
      if (count === 0) ready.push(to)
    }
  }
  return [...waiting.keys()]
}
