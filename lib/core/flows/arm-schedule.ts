import type { Flow } from './flow.ts'
import { periodMilliseconds, readRate } from './trigger.ts'

/** What EventBridge Scheduler must hold for a flow: an expression it understands, in UTC, and its window. */
export interface ArmedSchedule {
  expression: string
  /** First due time, never in the past (Scheduler refuses a start more than 5 minutes ago). Absent for `cron`. */
  startAt?: string
  endAt?: string
}

/**
 * The schedule an active scheduled flow needs at `now`, or undefined when it needs none: not active, not scheduled, or
 * past its end. Deterministic in the flow, so that arming again changes nothing: a rate is anchored at its start time
 * (else at the activation) and goes on at the next multiple of its period. Scheduler has no months: those become the
 * days of the month on which one can end, and `isDue` picks the right one.
 */
export function armSchedule(flow: Flow, now: string): ArmedSchedule | undefined {
  const { trigger } = flow
  if (flow.status !== 'active' || trigger.kind !== 'schedule') return undefined
  if (trigger.endAt !== undefined && trigger.endAt <= now) return undefined
  const endAt = trigger.endAt
  const anchor = anchorOf(flow)
  const rate = readRate(trigger.expression)
  if (!rate) return { expression: trigger.expression, startAt: anchor > now ? anchor : undefined, endAt }

  const period = periodMilliseconds(rate)
  if (period === undefined) {
    const at = new Date(anchor)
    const day = at.getUTCDate()
    const days = day > 28 ? `28-${day}` : String(day)
    const expression = `cron(${at.getUTCMinutes()} ${at.getUTCHours()} ${days} * ? *)`
    return { expression, startAt: anchor > now ? anchor : undefined, endAt }
  }
  const late = Date.parse(now) - Date.parse(anchor)
  const next = Date.parse(anchor) + Math.max(0, Math.ceil(late / period)) * period
  // A named start is itself due; an activation is not, the first period begins with it.
  const first = trigger.startAt === undefined && next === Date.parse(anchor) ? next + period : next
  const startAt = new Date(first).toISOString()
  if (endAt !== undefined && startAt > endAt) return undefined
  const unit = rate.unit === 'week' ? 'day' : rate.unit
  const every = rate.unit === 'week' ? rate.every * 7 : rate.every
  return { expression: `rate(${every} ${unit}${every === 1 ? '' : 's'})`, startAt, endAt }
}

/** Whether the time at which the clock called is really one of the flow's: always, except for periods of months. */
export function isDue(flow: Flow, dueAt: string): boolean {
  const { trigger } = flow
  if (trigger.kind !== 'schedule') return false
  if (trigger.endAt !== undefined && dueAt > trigger.endAt) return false
  const rate = readRate(trigger.expression)
  if (rate?.unit !== 'month') return true
  const anchor = new Date(anchorOf(flow))
  const due = new Date(dueAt)
  const months = (due.getUTCFullYear() - anchor.getUTCFullYear()) * 12 + due.getUTCMonth() - anchor.getUTCMonth()
  const lastDay = new Date(Date.UTC(due.getUTCFullYear(), due.getUTCMonth() + 1, 0)).getUTCDate()
  const isFirst = months === 0 && trigger.startAt === undefined
  return months % rate.every === 0 && !isFirst && due.getUTCDate() === Math.min(anchor.getUTCDate(), lastDay)
}

const anchorOf = (flow: Flow): string => {
  const trigger = flow.trigger as { startAt?: string; offsetSeconds?: number }
  const base = Date.parse(trigger.startAt ?? flow.activatedAt ?? flow.createdAt)
  return new Date(base + (trigger.offsetSeconds ?? 0) * 1000).toISOString()
}
