import type { Add, Change } from '../change.ts'
import type { Slice } from '../runs/message.ts'
import type { Run } from '../runs/run.ts'
import { scopeOf, usageExpiry, type Grouping } from './usage.ts'

/** A transaction takes 100 items; the one that counts has others besides. */
const mostComponents = 90

/**
 * Adds to the usage what the steps of a run have attempted and is not counted yet. The change holds only together with the note
 * on the run, `after.attempts`. Where there are more components than a transaction holds, the rest is left to the next one.
 */
export function countAttempts(run: Run, slices: readonly Slice[], at: string, shard: number) {
  const { startedBy, tenant, flowId } = run
  const part = uncounted(run, slices).slice(0, mostComponents)
  if (startedBy === undefined || part.length === 0) return { after: run, change: [] }
  const attempts = new Map(Object.entries(run.attempts ?? {}))
  for (const [component, by] of part) attempts.set(component, (attempts.get(component) ?? 0) + by)
  const all = part.reduce((sum, [, by]) => sum + by, 0)
  const day = at.slice(0, 10)
  const add = (grouping: Grouping, key: string, executions: number): Add => ({
    kind: 'add',
    entity: 'usage',
    item: { tenant, grouping, day, key, ...scopeOf(startedBy), shard, expiresAt: usageExpiry(day) },
    sums: { executions },
  })
  const change = [
    add('user', startedBy.id, all),
    add('flow', flowId, all),
    // A step that the definition has no more is of no component.
    ...part.filter(([component]) => component !== '').map(([component, by]) => add('component', component, by)),
  ] satisfies Change
  return { after: { ...run, attempts: Object.fromEntries(attempts) }, change }
}

/** Whether all that the steps of a run have attempted is counted. Runs that began before there was usage are not counted. */
export const isCounted = (run: Run, slices: readonly Slice[]): boolean =>
  run.startedBy === undefined || uncounted(run, slices).length === 0

const prefix = 'attempts.'

/** What has been attempted and is not counted, by component. */
function uncounted({ attempts = {} }: Run, slices: readonly Slice[]): [string, number][] {
  const grown = new Map(Object.entries(attempts).map(([component, counted]) => [component, -counted]))
  for (const [name, value] of slices.flatMap(({ sums }) => Object.entries(sums))) {
    if (!name.startsWith(prefix)) continue
    const component = name.slice(prefix.length)
    grown.set(component, (grown.get(component) ?? 0) + value)
  }
  return [...grown].filter(([, by]) => by > 0)
}
