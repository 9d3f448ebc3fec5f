import type { Clock } from '../clock.ts'
import { complain } from '../due-times.ts'
import type { LocalFunctions } from '../functions.ts'
import type { Invocations } from '../invocations.ts'
import { arnOf, functionNameIn, names } from '../names.ts'
import type { State } from '../state.ts'
import type { Timers } from '../timers.ts'
import { authorise, AwsError, json, parseBody, type AwsRequest, type AwsService } from './protocol.ts'

/**
 * EventBridge Scheduler: schedules (rate, cron, at; time zones; start and end) in two groups, the default one and the
 * product's, with functions as targets. Kept, and armed again after a restart.
 */
interface Schedule {
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

export interface Scheduler extends AwsService {
  /** Arms the schedules that are kept. */
  resume: () => Promise<void>
}

/** Scheduler refuses a start or end that lies further back than this. */
const oldestSeconds = 5 * 60

export function scheduler(
  state: State,
  clock: Clock,
  functions: LocalFunctions,
  invocations: Invocations,
  timers: Timers,
): Scheduler {
  const groups = ['default', names.scheduleGroup]
  const keyOf = (group: string, name: string) => `${group}/${name}`
  const arn = (group: string, name: string) =>
    arnOf('schedules').replace(`${names.scheduleGroup}/*`, keyOf(group, name))
  const nowSeconds = () => timers.now().getTime() / 1000

  function arm(schedule: Schedule): void {
    const key = keyOf(schedule.GroupName, schedule.Name)
    if (schedule.State === 'DISABLED') return clock.disarm(`schedule ${key}`)
    const {
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: timeZone,
      StartDate,
      EndDate,
      CreationDate,
    } = schedule
    const timetable = {
      expression,
      timeZone,
      startAt: StartDate === undefined ? undefined : StartDate * 1000,
      endAt: EndDate === undefined ? undefined : EndDate * 1000,
      madeAt: CreationDate * 1000,
    }
    clock.arm(`schedule ${key}`, timetable, (at) => {
      const dueAt = at.toISOString().replace(/\.\d{3}Z$/, 'Z')
      const text = (schedule.Target.Input ?? '{}').replaceAll('<aws.scheduler.scheduled-time>', dueAt)
      void invocations.accept(functionNameIn(schedule.Target.Arn), JSON.parse(text)).then(() => {
        if (schedule.ActionAfterCompletion === 'DELETE' && expression.startsWith('at('))
          return state.remove('schedule', key)
        return undefined
      })
    })
  }

  function check(schedule: Schedule): Schedule {
    const wrong = (message: string) => new AwsError('ValidationException', message)
    const problem = complain({ expression: schedule.ScheduleExpression, timeZone: schedule.ScheduleExpressionTimezone })
    if (problem) throw wrong(problem)
    if (!/^[0-9a-zA-Z-_.]{1,64}$/.test(schedule.Name)) throw wrong('Name is not well formed.')
    if (!schedule.Target?.Arn || !schedule.Target.RoleArn) throw wrong('Target.Arn and Target.RoleArn are required.')
    if (!functions.names.includes(functionNameIn(schedule.Target.Arn)))
      throw wrong(`There is no function ${schedule.Target.Arn}.`)
    if (schedule.FlexibleTimeWindow?.Mode !== 'OFF') throw wrong('Only FlexibleTimeWindow Mode OFF is available here.')
    const oldest = nowSeconds() - oldestSeconds
    if ((schedule.StartDate ?? Infinity) < oldest)
      throw wrong('The StartDate you specify cannot be earlier than 5 minutes ago.')
    if ((schedule.EndDate ?? Infinity) < oldest)
      throw wrong('The EndDate you specify cannot be earlier than 5 minutes ago.')
    if ((schedule.StartDate ?? -Infinity) > (schedule.EndDate ?? Infinity))
      throw wrong('The StartDate must come before the EndDate.')
    try {
      JSON.parse(schedule.Target.Input ?? '{}')
    } catch {
      throw wrong('Target.Input is not JSON.')
    }
    return schedule
  }

  const actions: Record<
    string,
    (request: AwsRequest, name: string, group: string, before: Schedule | undefined) => Promise<unknown>
  > = {
    async POST(request, name, group, before) {
      authorise(request, { action: 'scheduler:CreateSchedule', resource: arn(group, name) })
      if (before) throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409)
      return save(request, name, group, nowSeconds())
    },
    async PUT(request, name, group, before) {
      authorise(request, { action: 'scheduler:UpdateSchedule', resource: arn(group, name) })
      if (!before) throw notFound(name)
      return save(request, name, group, before.CreationDate)
    },
    async DELETE(request, name, group, before) {
      authorise(request, { action: 'scheduler:DeleteSchedule', resource: arn(group, name) })
      if (!before) throw notFound(name)
      clock.disarm(`schedule ${keyOf(group, name)}`)
      await state.remove('schedule', keyOf(group, name))
      return {}
    },
    async GET(request, name, group, before) {
      authorise(request, { action: 'scheduler:GetSchedule', resource: arn(group, name) })
      if (!before) throw notFound(name)
      return { ...before, Arn: arn(group, name) }
    },
  }

  async function save(request: AwsRequest, Name: string, GroupName: string, CreationDate: number) {
    const given = parseBody(request) as unknown as Schedule
    const schedule = check({
      State: 'ENABLED',
      ...given,
      Name,
      GroupName,
      CreationDate,
      LastModificationDate: nowSeconds(),
    })
    if (request.who.kind === 'function')
      authorise(request, { action: 'iam:PassRole', resource: schedule.Target.RoleArn })
    await state.put('schedule', keyOf(GroupName, Name), schedule)
    arm(schedule)
    return { ScheduleArn: arn(GroupName, Name) }
  }

  async function listSchedules(request: AwsRequest) {
    authorise(request, { action: 'scheduler:ListSchedules', resource: arn('default', '*') })
    const group = request.query.get('ScheduleGroup')
    const prefix = request.query.get('NamePrefix') ?? ''
    const schedules = (await state.all<Schedule>('schedule')).map(({ value }) => value)
    return {
      Schedules: schedules
        .filter(({ GroupName, Name }) => (group === null || GroupName === group) && Name.startsWith(prefix))
        .map(({ Name, GroupName, State, Target, CreationDate, LastModificationDate }) => ({
          Name,
          GroupName,
          State,
          CreationDate,
          LastModificationDate,
          Arn: arn(GroupName, Name),
          Target: { Arn: Target.Arn },
        })),
    }
  }

  return {
    name: 'scheduler',
    matches: ({ path }) => /^\/schedules(\/|$)/.test(path),
    async handle(request) {
      const name = decodeURIComponent(request.path.split('/')[2] ?? '')
      if (!name) return json(await listSchedules(request))
      const group =
        request.method === 'POST' || request.method === 'PUT'
          ? parseBody(request).GroupName
          : request.query.get('groupName')
      const groupName = typeof group === 'string' ? group : 'default'
      if (!groups.includes(groupName))
        throw new AwsError('ResourceNotFoundException', `Schedule group ${groupName} does not exist.`, 404)
      const action = actions[request.method]
      if (!action) throw new AwsError('UnknownOperationException', 'There is no such operation.', 404)
      return json(await action(request, name, groupName, await state.get('schedule', keyOf(groupName, name))))
    },
    async resume() {
      for (const { value } of await state.all<Schedule>('schedule')) arm(value)
    },
  }
}

const notFound = (name: string) => new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
