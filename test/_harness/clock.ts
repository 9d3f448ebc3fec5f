import type { Timers } from '../../lib/local/timers.ts'

/** A clock that stands still until a test moves it; what falls due on the way is called, in order. */
export interface TestClock extends Timers {
  advance: (seconds: number) => void
  set: (at: string) => void
  /** Seconds until something falls due; undefined when nothing will. */
  untilNext: () => number | undefined
}

export function testClock(start = new Date().toISOString()): TestClock {
  let time = Date.parse(start)
  const waiting = new Set<{ at: number; work: () => void }>()
  const moveTo = (target: number) => {
    for (;;) {
      const next = [...waiting].filter(({ at }) => at <= target).sort((one, other) => one.at - other.at)[0]
      if (!next) break
      waiting.delete(next)
      time = Math.max(time, next.at)
      next.work()
    }
    time = target
  }
  return {
    now: () => new Date(time),
    at(at, work) {
      const entry = { at: at.getTime(), work }
      waiting.add(entry)
      return () => waiting.delete(entry)
    },
    advance: (seconds) => moveTo(time + seconds * 1000),
    set: (at) => moveTo(Date.parse(at)),
    untilNext: () => {
      const next = Math.min(...[...waiting].map(({ at }) => at))
      return Number.isFinite(next) ? Math.max(0, next - time) / 1000 : undefined
    },
  }
}
