import type { Clock } from '../clock.ts'
import { expressionProblem, nextDue, type Timetable } from '../schedule-expression.ts'
import type { LocalFunctions } from '../functions.ts'
import type { Invocations } from '../invocations.ts'
import { decoded } from '../http.ts'
import { arnOf, functionNameIn, names } from '../names.ts'
import type { State } from '../state.ts'
import type { Timers } from '../timers.ts'
import { authorise, AwsError, fromJson, json, parseBody, type AwsRequest, type AwsService } from './protocol.ts'

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
    clock.arm(`schedule ${key}`, timetableOf(schedule), (at) => {
      const dueAt = at.toISOString().replace(/\.\d{3}Z$/, 'Z')
      const text = (schedule.Target.Input ?? '{}').replaceAll('<aws.scheduler.scheduled-time>', dueAt)
      invocations
        .accept(functionNameIn(schedule.Target.Arn), JSON.parse(text))
        .then(() => {
          const isOver = schedule.ScheduleExpression.startsWith('at(')
          return schedule.ActionAfterCompletion === 'DELETE' && isOver ? state.remove('schedule', key) : undefined
        })
        .catch((error: unknown) => console.error(`The schedule ${key} was due and invoked nothing: ${String(error)}`))
    })
  }

  /** What is stored must be such that it can be armed, at once and after every later start. */
  function check(schedule: Schedule): Schedule {
    const problem = formProblem(schedule) ?? expressionProblem(timetableOf(schedule))
    if (problem) throw wrong(problem)
    if (!functions.names.includes(functionNameIn(schedule.Target.Arn)))
      throw wrong(`There is no function ${schedule.Target.Arn}.`)
    nextDue(timetableOf(schedule), timers.now().getTime())
    return schedule
  }

  function checkWindow({ StartDate = Infinity, EndDate = Infinity }: Schedule): void {
    const oldest = nowSeconds() - oldestSeconds
    if (StartDate < oldest) throw wrong('The StartDate you specify cannot be earlier than 5 minutes ago.')
    if (EndDate < oldest) throw wrong('The EndDate you specify cannot be earlier than 5 minutes ago.')
    if (Number.isFinite(StartDate) && StartDate >= EndDate) throw wrong('The StartDate must come before the EndDate.')
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
    checkWindow(schedule)
    if (request.who.kind === 'function')
      authorise(request, {
        action: 'iam:PassRole',
        resource: schedule.Target.RoleArn,
        passedTo: 'scheduler.amazonaws.com',
      })
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
      const name = decoded(request.path.split('/')[2] ?? '')
      if (name === '') return json(await listSchedules(request))
      if (name === undefined || !namePattern.test(name)) throw wrong('Name is not well formed.')
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
      await state.restore<Schedule>('schedule', (schedule) => arm(check(schedule)))
    },
  }
}

const namePattern = /^[0-9a-zA-Z-_.]{1,64}$/

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

const wrong = (message: string) => new AwsError('ValidationException', message)

const notFound = (name: string) => new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
