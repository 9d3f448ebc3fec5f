import { useEffect, useState } from 'react'
import { absoluteTime, duration, relativeTime } from './time-text.ts'

export { absoluteTime, duration, relativeTime }

/** How long something took, or has been running: `Running for 7 s`. */
export function Duration({ from, to }: { from: string | number; to?: string | number }) {
  useNow(1000)
  return <>{to === undefined ? `Running for ${duration(from)}` : duration(from, to)}</>
}

/** A time, from here: `5 minutes ago`, with the whole of it for who points at it. */
export function Time({ at }: { at?: string | number }) {
  useNow(10_000)
  if (at === undefined) return <>–</>
  return (
    <time dateTime={new Date(at).toISOString()} title={absoluteTime(at)}>
      {relativeTime(at)}
    </time>
  )
}

/** When something was done, and by whom. */
export const TimeBy = ({ at, by }: { at: string; by: string }) => (
  <>
    <Time at={at} /> by {by === 'relay' || by === 'sluice' ? 'Sluice' : by}
  </>
)

/** The time now, again every so many milliseconds. */
export function useNow(milliseconds: number): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), milliseconds)
    return () => clearInterval(timer)
  }, [milliseconds])
  return now
}
