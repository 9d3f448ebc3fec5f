import { layers, type Edge } from './layers.ts'

interface GraphNode {
  id: string
  /** Under the id: what executes it. */
  detail: string
  /** A third line, such as how many messages it has had. */
  count?: string
  isFailed?: boolean
}

interface GraphProps {
  label: string
  nodes: readonly GraphNode[]
  edges: readonly Edge[]
}

const box = { width: 168, height: 66, right: 64, below: 26 }

/** A graph from left to right. Who cannot see it is told its steps and where each leads. */
export function Graph({ label, nodes, edges }: GraphProps) {
  const places = new Map(layers(nodes, edges).map((place) => [place.id, at(place.column, place.row)]))
  const width = Math.max(0, ...[...places.values()].map(({ x }) => x + box.width)) + 2
  const height = Math.max(0, ...[...places.values()].map(({ y }) => y + box.height)) + 2
  return (
    <div className="graph" tabIndex={0} role="region" aria-label={label}>
      <svg
        width={width}
        height={height}
        viewBox={`-1 -1 ${width} ${height}`}
        role="img"
        aria-label={wordsOf(nodes, edges)}
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0 L8 4 L0 8 z" className="graph-arrow" />
          </marker>
        </defs>
        {edges.map(({ from, to }) => (
          <path
            key={`${from} ${to}`}
            className="graph-edge"
            d={pathOf(places.get(from), places.get(to))}
            markerEnd="url(#arrow)"
          />
        ))}
        {nodes.map(({ id, detail, count, isFailed }) => {
          const { x, y } = places.get(id) ?? { x: 0, y: 0 }
          return (
            <g key={id} transform={`translate(${x} ${y})`}>
              <title>{`${id}: ${detail}`}</title>
              <rect
                className={isFailed ? 'graph-box failed' : 'graph-box'}
                width={box.width}
                height={box.height}
                rx="8"
              />
              <text className="graph-name" x="12" y="22">
                {short(id)}
              </text>
              <text className="graph-detail" x="12" y="39">
                {short(detail)}
              </text>
              {count && (
                <text className={isFailed ? 'graph-count failed' : 'graph-count'} x="12" y="56">
                  {count}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}

const at = (column: number, row: number) => ({ x: column * (box.width + box.right), y: row * (box.height + box.below) })

type Point = ReturnType<typeof at> | undefined

/** From the right of one box to the left of another; one that leads back goes below. */
function pathOf(from: Point, to: Point): string {
  if (!from || !to) return ''
  const [x1, y1, x2, y2] = [from.x + box.width, from.y + box.height / 2, to.x, to.y + box.height / 2]
  const bend = Math.max(30, Math.abs(x2 - x1) / 2)
  return `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 1} ${y2}`
}

const longest = 21

const short = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text)

function wordsOf(nodes: readonly GraphNode[], edges: readonly Edge[]): string {
  const sentences = nodes.map(({ id, detail, count }) => {
    const next = edges.filter(({ from }) => from === id).map(({ to }) => to)
    return `${id} (${detail}${count ? `, ${count}` : ''})${next.length > 0 ? ` leads to ${next.join(' and ')}` : ''}`
  })
  return `Steps: ${sentences.join('; ')}.`
}
