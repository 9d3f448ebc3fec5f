import Box from '@cloudscape-design/components/box'

interface SparklineProps {
  label: string
  values: readonly number[]
  isBad?: boolean
}

const size = { width: 600, height: 56 }

/** How a figure went, the newest on the right, with what it is now and what it was at most. */
export function Sparkline({ label, values, isBad }: SparklineProps) {
  const most = Math.max(...values, 0.001)
  const points = values.map((value, index) => {
    const x = values.length < 2 ? 0 : (index / (values.length - 1)) * size.width
    return `${x.toFixed(1)},${(size.height - 2 - (value / most) * (size.height - 6)).toFixed(1)}`
  })
  const now = values.at(-1) ?? 0
  const words = `${label}: ${now.toFixed(1)} now, ${most < 0.01 ? '0.0' : most.toFixed(1)} at most`
  return (
    <div>
      <Box color="text-body-secondary">{words}</Box>
      <svg
        className="sparkline"
        viewBox={`0 0 ${size.width} ${size.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={words}
      >
        <polyline className={isBad ? 'sparkline-line bad' : 'sparkline-line'} points={points.join(' ')} />
      </svg>
    </div>
  )
}
