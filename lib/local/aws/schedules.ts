import { expressionProblem, nextDue, type Timetable } from '../schedule-expression.ts'
import type { Clock } from '../clock.ts'
import type { Invocations } from '../invocations.ts'
import { arnOf, functionNameIn, names } from '../names.ts'
import type { State } from '../state.ts'
import type { Timers } from '../timers.ts'
import { AwsError, fromJson } from './protocol.ts'

/** A schedule as EventBridge Scheduler keeps it. */
export interface Schedule {
  Name: string
  GroupName: string
  ScheduleExpression: string
  ScheduleExpressionTimezone?: string
  /** Epoch seconds. */
  StartDate?: number
  EndDate?: number
  State?: 'ENABLED' | 'DISABLED'
  Description?: string
  FlexibleTimeWindow: { Mode: string }
  Target: { Arn: string; RoleArn: string; Input?: string }
  ActionAfterCompletion?: 'NONE' | 'DELETE'
  /** Epoch seconds. */
  CreationDate: number
  LastModificationDate: number
}

export interface ScheduleKey {
  group: string
  name: string
}

export interface SchedulesOptions {
  state: State
  clock: Clock
  invocations: Invocations
  timers: Timers
  /** The functions there are: a schedule of any other is refused. */
  functionNames: readonly string[]
}

/** The schedules that are kept. One is armed as long as it is kept and enabled. */
export interface Schedules {
  get: (key: ScheduleKey) => Promise<Schedule | undefined>
  all: () => Promise<Schedule[]>
  /** Throws for one that could not be armed. */
  check: (schedule: Schedule) => Schedule
  save: (schedule: Schedule) => Promise<void>
  remove: (key: ScheduleKey) => Promise<void>
  /** Arms the schedules that are kept. */
  resume: () => Promise<void>
}

export function openSchedules({ state, clock, invocations, timers, functionNames }: SchedulesOptions): Schedules {
  function arm(schedule: Schedule): void {
    const key = keyOf(schedule)
    if (schedule.State === 'DISABLED') return clock.disarm(`schedule ${key}`)
    clock.arm(`schedule ${key}`, timetableOf(schedule), (at) => {
      invoke(schedule, at).catch((error: unknown) =>
        console.error(`The schedule ${key} was due and invoked nothing: ${String(error)}`),
      )
    })
  }

  async function invoke(schedule: Schedule, at: Date): Promise<void> {
    const dueAt = at.toISOString().replace(/\.\d{3}Z$/, 'Z')
    const text = (schedule.Target.Input ?? '{}').replaceAll('<aws.scheduler.scheduled-time>', dueAt)
    await invocations.accept(functionNameIn(schedule.Target.Arn), JSON.parse(text))
    const isOver = schedule.ScheduleExpression.startsWith('at(')
    if (schedule.ActionAfterCompletion === 'DELETE' && isOver) await state.remove('schedule', keyOf(schedule))
  }

  /** What is stored must be such that it can be armed, at once and after every later start. */
  function check(schedule: Schedule): Schedule {
    const problem = formProblem(schedule) ?? expressionProblem(timetableOf(schedule))
    if (problem) throw wrong(problem)
    if (!functionNames.includes(functionNameIn(schedule.Target.Arn)))
      throw wrong(`There is no function ${schedule.Target.Arn}.`)
    nextDue(timetableOf(schedule), timers.now().getTime())
    return schedule
  }

  return {
    get: ({ group, name }) => state.get<Schedule>('schedule', `${group}/${name}`),
    all: async () => (await state.all<Schedule>('schedule')).map(({ value }) => value),
    check,
    async save(schedule) {
      await state.put('schedule', keyOf(schedule), schedule)
      arm(schedule)
    },
    async remove({ group, name }) {
      clock.disarm(`schedule ${group}/${name}`)
      await state.remove('schedule', `${group}/${name}`)
    },
    resume: () => state.restore<Schedule>('schedule', (schedule) => arm(check(schedule))),
  }
}

const keyOf = ({ GroupName, Name }: Schedule): string => `${GroupName}/${Name}`

export const scheduleArn = ({ group, name }: ScheduleKey): string =>
  arnOf('schedules').replace(`${names.scheduleGroup}/*`, `${group}/${name}`)

export const namePattern = /^[0-9a-zA-Z-_.]{1,64}$/

/** What a stored or given schedule lacks to be one at all; what it says must be JSON's own types. */
function formProblem({ Name, StartDate, EndDate, FlexibleTimeWindow, Target, ...more }: Schedule): string | undefined {
  if (!namePattern.test(Name)) return 'Name is not well formed.'
  if (typeof more.ScheduleExpression !== 'string') return 'ScheduleExpression is required.'
  if (!['string', 'undefined'].includes(typeof more.ScheduleExpressionTimezone)) return 'Invalid time zone.'
  if (![StartDate, EndDate].every(isTime)) return 'StartDate and EndDate must be times.'
  if (!['ENABLED', 'DISABLED'].includes(more.State ?? '')) return 'State must be ENABLED or DISABLED.'
  if (FlexibleTimeWindow?.Mode !== 'OFF') return 'Only FlexibleTimeWindow Mode OFF is available here.'
  if (typeof Target?.Arn !== 'string' || typeof Target.RoleArn !== 'string')
    return 'Target.Arn and Target.RoleArn are required.'
  return Target.Input === undefined || fromJson(Target.Input) !== undefined ? undefined : 'Target.Input is not JSON.'
}

/** Epoch seconds up to the end of the year 9999. */
const isTime = (value: unknown): boolean =>
  value === undefined || (typeof value === 'number' && value >= 0 && value <= 253_402_300_799)

const timetableOf = ({ StartDate, EndDate, CreationDate, ...schedule }: Schedule): Timetable => ({
  expression: schedule.ScheduleExpression,
  timeZone: schedule.ScheduleExpressionTimezone,
  startAt: StartDate === undefined ? undefined : StartDate * 1000,
  endAt: EndDate === undefined ? undefined : EndDate * 1000,
  madeAt: CreationDate * 1000,
})

export const wrong = (message: string): AwsError => new AwsError('ValidationException', message)
