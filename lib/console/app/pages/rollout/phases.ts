/** What a server is going through, from and to when, in epoch milliseconds. */
export interface Phase {
  name: 'delivering' | 'draining' | 'restarting' | 'deploying' | 'holding' | 'failed'
  from: number
  to: number
}

interface Step {
  status: string
  phase?: string
  times: Readonly<Record<string, string>>
}

/** The phases of a restart, each until the next begins. */
const marks = [
  ['delivering', 'orderedAt'],
  ['draining', 'deliveredAt'],
  ['restarting', 'downAt'],
  ['holding', 'upAt'],
] as const

/** A server's phases in order, from the times that are known of it. What goes on lasts until `now`. */
export function phasesOf({ status, phase, times }: Step, now: number): Phase[] {
  const begun = marks.flatMap(([name, mark]) => {
    const at = times[mark]
    return at === undefined ? [] : [{ name, from: Date.parse(at) }]
  })
  const end = times.endedAt ? Date.parse(times.endedAt) : now
  const phases = begun.map(({ name, from }, index): Phase => ({ name, from, to: begun[index + 1]?.from ?? end }))
  const last = phases.at(-1)
  // A deployment knows of its delivery and its end only.
  if (last && (phase === 'deploying' || (begun.length === 1 && status === 'done'))) last.name = 'deploying'
  if (last && status === 'failed') last.name = 'failed'
  return phases.filter(({ from, to }) => to >= from)
}
