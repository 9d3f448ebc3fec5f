import type { Clock } from '../clock.ts'
import { decoded } from '../http.ts'
import type { LocalFunctions } from '../functions.ts'
import type { Invocations } from '../invocations.ts'
import { names } from '../names.ts'
import type { State } from '../state.ts'
import type { Timers } from '../timers.ts'
import { authorise, AwsError, json, parseBody, type AwsRequest, type AwsService } from './protocol.ts'
import {
  namePattern,
  openSchedules,
  scheduleArn,
  wrong,
  type Schedule,
  type ScheduleKey,
  type Schedules,
} from './schedules.ts'

/**
 * EventBridge Scheduler: schedules (rate, cron, at; time zones; start and end) in two groups, the default one and the
 * product's, with functions as targets. Kept, and armed again after a restart.
 */
export interface Scheduler extends AwsService {
  /** Arms the schedules that are kept. */
  resume: () => Promise<void>
}

export function scheduler(
  state: State,
  clock: Clock,
  functions: LocalFunctions,
  invocations: Invocations,
  timers: Timers,
): Scheduler {
  const schedules = openSchedules({ state, clock, invocations, timers, functionNames: functions.names })
  const actions = scheduleActions(schedules, () => timers.now().getTime() / 1000)
  return {
    name: 'scheduler',
    matches: ({ path }) => /^\/schedules(\/|$)/.test(path),
    async handle(request) {
      const name = decoded(request.path.split('/')[2] ?? '')
      if (name === '') return json(await listSchedules(schedules, request))
      if (name === undefined || !namePattern.test(name)) throw wrong('Name is not well formed.')
      const key = { name, group: groupIn(request) }
      const action = actions[request.method]
      if (!action) throw new AwsError('UnknownOperationException', 'There is no such operation.', 404)
      return json(await action(request, key, await schedules.get(key)))
    },
    resume: schedules.resume,
  }
}

const groups = ['default', names.scheduleGroup]

/** The group a request names, in its body or its query. */
function groupIn(request: AwsRequest): string {
  const isSave = request.method === 'POST' || request.method === 'PUT'
  const group = isSave ? parseBody(request).GroupName : request.query.get('groupName')
  const groupName = typeof group === 'string' ? group : 'default'
  if (!groups.includes(groupName))
    throw new AwsError('ResourceNotFoundException', `Schedule group ${groupName} does not exist.`, 404)
  return groupName
}

type Action = (request: AwsRequest, key: ScheduleKey, before: Schedule | undefined) => Promise<unknown>

/** What is done to one schedule, by method. */
function scheduleActions(schedules: Schedules, nowSeconds: () => number): Partial<Record<string, Action>> {
  async function save(request: AwsRequest, { group: GroupName, name: Name }: ScheduleKey, CreationDate: number) {
    const given = parseBody(request) as unknown as Schedule
    const LastModificationDate = nowSeconds()
    const schedule = schedules.check({
      State: 'ENABLED',
      ...given,
      Name,
      GroupName,
      CreationDate,
      LastModificationDate,
    })
    checkWindow(schedule, nowSeconds())
    if (request.who.kind === 'function') {
      const resource = schedule.Target.RoleArn
      authorise(request, { action: 'iam:PassRole', resource, passedTo: 'scheduler.amazonaws.com' })
    }
    await schedules.save(schedule)
    return { ScheduleArn: scheduleArn({ group: GroupName, name: Name }) }
  }

  return {
    async POST(request, key, before) {
      authorise(request, { action: 'scheduler:CreateSchedule', resource: scheduleArn(key) })
      if (before) throw new AwsError('ConflictException', `Schedule ${key.name} already exists.`, 409)
      return save(request, key, nowSeconds())
    },
    async PUT(request, key, before) {
      authorise(request, { action: 'scheduler:UpdateSchedule', resource: scheduleArn(key) })
      return save(request, key, found(key, before).CreationDate)
    },
    async DELETE(request, key, before) {
      authorise(request, { action: 'scheduler:DeleteSchedule', resource: scheduleArn(key) })
      found(key, before)
      await schedules.remove(key)
      return {}
    },
    async GET(request, key, before) {
      authorise(request, { action: 'scheduler:GetSchedule', resource: scheduleArn(key) })
      return { ...found(key, before), Arn: scheduleArn(key) }
    },
  }
}

function found({ name }: ScheduleKey, schedule: Schedule | undefined): Schedule {
  if (!schedule) throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404)
  return schedule
}

/** Scheduler refuses a start or end that lies further back than this. */
const oldestSeconds = 5 * 60

function checkWindow({ StartDate = Infinity, EndDate = Infinity }: Schedule, nowSeconds: number): void {
  const oldest = nowSeconds - oldestSeconds
  if (StartDate < oldest) throw wrong('The StartDate you specify cannot be earlier than 5 minutes ago.')
  if (EndDate < oldest) throw wrong('The EndDate you specify cannot be earlier than 5 minutes ago.')
  if (Number.isFinite(StartDate) && StartDate >= EndDate) throw wrong('The StartDate must come before the EndDate.')
}

async function listSchedules(schedules: Schedules, request: AwsRequest): Promise<unknown> {
  authorise(request, { action: 'scheduler:ListSchedules', resource: scheduleArn({ group: 'default', name: '*' }) })
  const group = request.query.get('ScheduleGroup')
  const prefix = request.query.get('NamePrefix') ?? ''
  return {
    Schedules: (await schedules.all())
      .filter(({ GroupName, Name }) => (group === null || GroupName === group) && Name.startsWith(prefix))
      .map(({ Name, GroupName, State, Target, CreationDate, LastModificationDate }) => ({
        Name,
        GroupName,
        State,
        CreationDate,
        LastModificationDate,
        Arn: scheduleArn({ group: GroupName, name: Name }),
        Target: { Arn: Target.Arn },
      })),
  }
}
