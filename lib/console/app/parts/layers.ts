export interface Node {
  id: string
}

export interface Edge {
  from: string
  to: string
}

export interface Place {
  id: string
  column: number
  row: number
}

/**
 * Where the nodes of a graph go: each in the column after the last of those that lead to it, in rows as they come. Edges that
 * close a circle move nothing, so that any graph can be drawn.
 */
export function layers(nodes: readonly Node[], edges: readonly Edge[]): Place[] {
  const columns = new Map<string, number>()
  const columnOf = (id: string, way: ReadonlySet<string>): number => {
    const known = columns.get(id)
    if (known !== undefined) return known
    const before = edges.filter(({ from, to }) => to === id && from !== id && !way.has(from))
    const column = Math.max(0, ...before.map(({ from }) => columnOf(from, new Set([...way, id])) + 1))
    columns.set(id, column)
    return column
  }
  for (const { id } of nodes) columnOf(id, new Set())
  const taken = new Map<number, number>()
  return nodes.map(({ id }) => {
    const column = columns.get(id) ?? 0
    const row = taken.get(column) ?? 0
    taken.set(column, row + 1)
    return { id, column, row }
  })
}
