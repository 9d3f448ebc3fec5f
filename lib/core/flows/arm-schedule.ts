import type { Flow } from './flow.ts'
import { dueSeconds } from './seconds-cron.ts'
import { periodMilliseconds, readRate, type ScheduleTrigger } from './trigger.ts'

/** What EventBridge Scheduler must hold for a flow: an expression it understands, in UTC, and its window. */
export interface ArmedSchedule {
  expression: string
  /** First due time, never in the past (Scheduler refuses a start more than 5 minutes ago). Absent for `cron`. */
  startAt?: string
  endAt?: string
}

/** Whether the trigger of a flow is to be armed: one that is `starting` becomes active when it is. */
const isSwitchedOn = ({ status }: Flow): boolean => status === 'active' || status === 'starting'

/** All of a flow that its schedule depends on; undefined for flows that have none. */
export const scheduleFingerprint = (flow: Flow | undefined): string | undefined =>
  flow?.triggerKind === 'schedule' && isSwitchedOn(flow)
    ? JSON.stringify([flow.id, flow.trigger, activationOf(flow)])
    : undefined

/** The name of a flow's schedule: of this incarnation. */
export const scheduleName = ({ tenant, id }: Flow): string => `${tenant}.${id}`

/** What its schedule says of a flow, besides the due time. */
export const scheduleInput = ({ tenant, key, id }: Flow) => ({ tenant, flowKey: key, flowId: id })

/**
 * The schedule that a scheduled flow needs at `now`, or undefined when it needs none: not active or starting, not scheduled, or
 * over before it would be due again. Deterministic in the flow, so that arming again changes nothing: a rate is anchored
 * at its start time (else at the activation) and goes on at the next multiple of its period. Scheduler has no months:
 * those become the days of the month on which one can end, and `isDue` picks the right one.
 */
export function armSchedule(flow: Flow, now: string): ArmedSchedule | undefined {
  const { trigger } = flow
  if (!isSwitchedOn(flow) || trigger.kind !== 'schedule') return undefined
  const anchor = anchorOf(flow)
  const armed = armTrigger(trigger, anchor, Date.parse(now))
  // Scheduler refuses what ends before it starts, as a period may have it: such a flow is over.
  const begins = Math.max(Date.parse(armed.startAt ?? now), anchor)
  return trigger.endAt !== undefined && Date.parse(trigger.endAt) <= begins ? undefined : armed
}

function armTrigger(trigger: ScheduleTrigger, anchor: number, now: number): ArmedSchedule {
  const { expression, endAt } = trigger
  const startAt = anchor > now ? new Date(anchor).toISOString() : undefined
  const rate = readRate(expression)
  if (!rate) return { expression, startAt, endAt }

  const period = periodMilliseconds(rate)
  if (period === undefined) {
    const at = new Date(anchor)
    const day = at.getUTCDate()
    const days = day > 28 ? `28-${day}` : String(day)
    return { expression: `cron(${at.getUTCMinutes()} ${at.getUTCHours()} ${days} * ? *)`, startAt, endAt }
  }
  const next = anchor + Math.max(0, Math.ceil((now - anchor) / period)) * period
  // A named start is itself due; an activation is not, the first period begins with it.
  const first = trigger.startAt === undefined && next === anchor ? next + period : next
  const unit = rate.unit === 'week' ? 'day' : rate.unit
  const every = rate.unit === 'week' ? rate.every * 7 : rate.every
  return {
    expression: `rate(${every} ${unit}${every === 1 ? '' : 's'})`,
    startAt: new Date(first).toISOString(),
    endAt,
  }
}

/**
 * The due times of the flow that a call of the clock stands for: that time itself, except that of periods of months only some
 * are, and that an expression with seconds has any number of them in the minute.
 */
export function dueTimes(flow: Flow, calledAt: string): string[] {
  const { trigger } = flow
  if (trigger.kind !== 'schedule') return []
  return trigger.secondsCron === undefined
    ? [calledAt].filter((at) => isDue(flow, at))
    : dueSeconds(trigger.secondsCron, calledAt)
}

/** Whether a time at which the clock called is really one of the flow's: always, except for periods of months. */
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

/** Epoch milliseconds, which unlike texts compare beyond the year 9999. The offset is not one of times (trigger.ts). */
const anchorOf = (flow: Flow): number =>
  Date.parse((flow.trigger as { startAt?: string }).startAt ?? activationOf(flow) ?? flow.createdAt)

/** A flow that is starting becomes active as of the moment at which its start began. */
const activationOf = ({ status, since, activatedAt }: Flow): string | undefined =>
  status === 'starting' ? since : activatedAt
