import { randomUUID } from 'node:crypto'
import * as z from 'zod/mini'
import type { Clock } from '../clock.ts'
import { complain } from '../due-times.ts'
import type { LocalFunctions } from '../functions.ts'
import type { Invocations } from '../invocations.ts'
import { arnOf, functionNameIn, names } from '../names.ts'
import type { State } from '../state.ts'
import type { Timers } from '../timers.ts'
import { complainPattern, matchesPattern, type Pattern } from './event-pattern.ts'
import { AwsError, authorise, dispatch, fromJson, type AwsRequest, type AwsService } from './protocol.ts'

/**
 * EventBridge: two buses, the default one and the product's; rules with a pattern or a schedule; functions as targets.
 * PutEvents answers when every target's invocation is on disk. Rules are kept and armed again after a restart.
 */
interface Rule {
  Name: string
  EventBusName: string
  EventPattern?: string
  ScheduleExpression?: string
  State: 'ENABLED' | 'DISABLED'
  Description?: string
  madeAt: number
  targets: Target[]
}

const text = z.optional(z.string())
const target = z.looseObject({ Id: z.string(), Arn: z.string(), Input: text, InputPath: text })
const entry = z.looseObject({
  Source: text,
  DetailType: text,
  Detail: text,
  /** Epoch seconds, within what a date can be. */
  Time: z.optional(z.number().check(z.minimum(-8.64e12), z.maximum(8.64e12))),
  Resources: z.optional(z.array(z.string())),
  EventBusName: text,
})
type Target = z.infer<typeof target>
type Entry = z.infer<typeof entry>

const input = z.looseObject({
  Name: text,
  EventBusName: text,
  EventPattern: text,
  ScheduleExpression: text,
  State: z.optional(z.enum(['ENABLED', 'DISABLED'])),
  Description: text,
  Rule: text,
  Targets: z.optional(z.array(target)),
  Ids: z.optional(z.array(z.string())),
  Entries: z.optional(z.array(entry)),
  NamePrefix: text,
})

/** EventBridge's own limit. */
const longestPattern = 4096

export interface Events extends AwsService {
  /** Arms the rules that are kept. */
  resume: () => Promise<void>
}

export function events(
  state: State,
  clock: Clock,
  functions: LocalFunctions,
  invocations: Invocations,
  timers: Timers,
): Events {
  const buses = ['default', names.bus]
  const busOf = (nameOrArn = 'default'): string => {
    const bus = nameOrArn.replace(/^.*:event-bus\//, '')
    if (!buses.includes(bus)) throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`)
    return bus
  }
  const keyOf = (bus: string, name = '') => `${bus}/${name}`
  const ruleArn = ({ EventBusName, Name }: Rule) =>
    arnOf('bus').replace(
      `event-bus/${names.bus}`,
      `rule/${EventBusName === 'default' ? '' : `${EventBusName}/`}${Name}`,
    )

  async function ruleOf({ EventBusName, Name }: { EventBusName?: string; Name?: string }): Promise<Rule> {
    const bus = busOf(EventBusName)
    const rule = await state.get<Rule>('rule', keyOf(bus, Name))
    if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${Name} does not exist on EventBus ${bus}.`)
    return rule
  }

  async function save(rule: Rule): Promise<void> {
    await state.put('rule', keyOf(rule.EventBusName, rule.Name), rule)
    arm(rule)
  }

  function arm(rule: Rule): void {
    const timer = `rule ${keyOf(rule.EventBusName, rule.Name)}`
    if (rule.State === 'DISABLED' || !rule.ScheduleExpression) return clock.disarm(timer)
    clock.arm(timer, { expression: rule.ScheduleExpression, madeAt: rule.madeAt }, (at) => {
      const event = envelope({
        Source: 'aws.events',
        DetailType: 'Scheduled Event',
        Detail: '{}',
        Time: at.getTime() / 1000,
        Resources: [ruleArn(rule)],
      })
      // The rule as it is when it is due, not as it was when it was armed.
      ruleOf(rule)
        .then((current) => send(current, event))
        .catch((error: unknown) => console.error(`The rule ${rule.Name} was due and invoked nothing: ${String(error)}`))
    })
  }

  async function send(rule: Rule, event: Record<string, unknown>): Promise<void> {
    await Promise.all(
      rule.targets.map((target) => invocations.accept(functionNameIn(target.Arn), inputOf(target, event))),
    )
  }

  const envelope = ({ Source, DetailType, Detail = '{}', Time, Resources = [] }: Entry) => ({
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: names.accountId,
    time: new Date(Time === undefined ? timers.now() : Time * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region: names.region,
    resources: Resources,
    detail: JSON.parse(Detail) as unknown,
  })

  async function publish(
    entry: Entry,
    request: AwsRequest,
  ): Promise<{ EventId?: string; ErrorCode?: string; ErrorMessage?: string }> {
    const bus = busOf(entry.EventBusName)
    authorise(request, { action: 'events:PutEvents', resource: arnOf('bus').replace(/[^/]+$/, bus) })
    const { Source, DetailType, Detail } = entry
    if (!Source || !DetailType || Detail === undefined) {
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: 'Parameter Source, DetailType or Detail is not valid. Reason: required.',
      }
    }
    if (!isJsonObject(Detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
    const event = envelope(entry)
    for (const { value: rule } of await state.all<Rule>('rule')) {
      if (rule.EventBusName !== bus || rule.State === 'DISABLED' || !rule.EventPattern) continue
      if (matchesPattern(JSON.parse(rule.EventPattern) as Pattern, event as never)) await send(rule, event)
    }
    return { EventId: event.id }
  }

  const handle = dispatch(input, {
    async PutRule(
      { Name = '', EventBusName, EventPattern, ScheduleExpression, State = 'ENABLED', Description },
      request,
    ) {
      const bus = busOf(EventBusName)
      authorise(request, { action: 'events:PutRule', resource: arnOf('bus') })
      if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name)) throw new AwsError('ValidationException', 'Name is not well formed.')
      if (!EventPattern && !ScheduleExpression)
        throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
      if (EventPattern && EventPattern.length > longestPattern)
        throw new AwsError('ValidationException', `EventPattern must have at most ${longestPattern} characters.`)
      const wrongPattern =
        EventPattern &&
        (isJsonObject(EventPattern) ? complainPattern(JSON.parse(EventPattern)) : 'Event pattern is not valid JSON.')
      if (wrongPattern) throw new AwsError('InvalidEventPatternException', wrongPattern)
      if (ScheduleExpression && (bus !== 'default' || complain({ expression: ScheduleExpression }))) {
        throw new AwsError(
          'ValidationException',
          bus === 'default'
            ? 'Parameter ScheduleExpression is not valid.'
            : 'ScheduleExpression is supported only on the default event bus.',
        )
      }
      const before = await state.get<Rule>('rule', keyOf(bus, Name))
      const isSameSchedule = before?.ScheduleExpression === ScheduleExpression
      const rule: Rule = {
        Name,
        EventBusName: bus,
        EventPattern,
        ScheduleExpression,
        State,
        Description,
        madeAt: before && isSameSchedule ? before.madeAt : timers.now().getTime(),
        targets: before?.targets ?? [],
      }
      await save(rule)
      return { RuleArn: ruleArn(rule) }
    },
    async PutTargets({ Rule: Name, EventBusName, Targets = [] }, request) {
      authorise(request, { action: 'events:PutTargets', resource: arnOf('bus') })
      const rule = await ruleOf({ EventBusName, Name })
      const FailedEntries = Targets.flatMap(({ Id, Arn, Input }) => {
        if (!functions.names.includes(functionNameIn(Arn)))
          return [
            { TargetId: Id, ErrorCode: 'ResourceNotFoundException', ErrorMessage: `There is no function ${Arn}.` },
          ]
        return Input !== undefined && fromJson(Input) === undefined
          ? [{ TargetId: Id, ErrorCode: 'ValidationException', ErrorMessage: 'Input is not JSON.' }]
          : []
      })
      const refused = new Set(FailedEntries.map(({ TargetId }) => TargetId))
      const taken = Targets.filter(({ Id }) => !refused.has(Id))
      await save({
        ...rule,
        targets: [...rule.targets.filter(({ Id }) => !taken.some((one) => one.Id === Id)), ...taken],
      })
      return { FailedEntryCount: FailedEntries.length, FailedEntries }
    },
    async RemoveTargets({ Rule: Name, EventBusName, Ids = [] }, request) {
      authorise(request, { action: 'events:RemoveTargets', resource: arnOf('bus') })
      const rule = await ruleOf({ EventBusName, Name })
      await save({ ...rule, targets: rule.targets.filter(({ Id }) => !Ids.includes(Id)) })
      return { FailedEntryCount: 0, FailedEntries: [] }
    },
    async DeleteRule({ Name, EventBusName }, request) {
      const bus = busOf(EventBusName)
      authorise(request, { action: 'events:DeleteRule', resource: arnOf('bus') })
      const rule = await state.get<Rule>('rule', keyOf(bus, Name))
      if (rule && rule.targets.length > 0)
        throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.")
      clock.disarm(`rule ${keyOf(bus, Name)}`)
      await state.remove('rule', keyOf(bus, Name))
    },
    async ListRules({ EventBusName, NamePrefix = '' }, request) {
      const bus = busOf(EventBusName)
      authorise(request, { action: 'events:ListRules', resource: arnOf('bus') })
      const rules = (await state.all<Rule>('rule')).map(({ value }) => value)
      return {
        Rules: rules
          .filter((rule) => rule.EventBusName === bus && rule.Name.startsWith(NamePrefix))
          .map((rule) => ({ ...rule, Arn: ruleArn(rule), targets: undefined, madeAt: undefined })),
      }
    },
    async ListTargetsByRule({ Rule: Name, EventBusName }, request) {
      authorise(request, { action: 'events:ListTargetsByRule', resource: arnOf('bus') })
      return { Targets: (await ruleOf({ EventBusName, Name })).targets }
    },
    async PutEvents({ Entries = [] }, request) {
      const results = []
      for (const entry of Entries) results.push(await publish(entry, request))
      return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode).length, Entries: results }
    },
  })

  return {
    name: 'events',
    matches: ({ headers }) => headers['x-amz-target']?.startsWith('AWSEvents.') ?? false,
    handle,
    async resume() {
      await state.restore<Rule>('rule', arm)
    },
  }
}

/** What a target is given: its constant input, the part of the event it asks for, or the whole event. */
function inputOf({ Input, InputPath }: Target, event: Record<string, unknown>): unknown {
  if (Input !== undefined) return JSON.parse(Input)
  if (InputPath === undefined || InputPath === '$') return event
  return InputPath.replace(/^\$\.?/, '')
    .split('.')
    .reduce<unknown>((value, member) => (value as Record<string, unknown> | undefined)?.[member], event)
}

const isJsonObject = (text: string): boolean => {
  const value = fromJson(text)
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
