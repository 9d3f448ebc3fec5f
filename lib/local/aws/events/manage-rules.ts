import { expressionProblem } from '../../schedule-expression.ts'
import { arnOf } from '../../names.ts'
import type { Timers } from '../../timers.ts'
import { complainPattern } from '../event-pattern.ts'
import { AwsError, authorise, type AwsRequest } from '../protocol.ts'
import { isJsonObject, type Input } from './input.ts'
import { busOf, ruleArn, type Rule, type Rules } from './rules.ts'

/** EventBridge's own limit. */
const longestPattern = 4096

/** Making, deleting and listing rules. */
export const manageRules = (rules: Rules, timers: Timers) => ({
  async PutRule(
    { Name = '', EventBusName, EventPattern, ScheduleExpression, State = 'ENABLED', Description }: Input,
    request: AwsRequest,
  ) {
    const bus = busOf(EventBusName)
    authorise(request, { action: 'events:PutRule', resource: arnOf('bus') })
    checkRule(bus, { Name, EventPattern, ScheduleExpression })
    const before = await rules.get(bus, Name)
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
    await rules.save(rule)
    return { RuleArn: ruleArn(rule) }
  },
  async DeleteRule({ Name, EventBusName }: Input, request: AwsRequest) {
    const bus = busOf(EventBusName)
    authorise(request, { action: 'events:DeleteRule', resource: arnOf('bus') })
    const rule = await rules.get(bus, Name)
    if (rule && rule.targets.length > 0)
      throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.")
    await rules.remove(bus, Name)
  },
  async ListRules({ EventBusName, NamePrefix = '' }: Input, request: AwsRequest) {
    const bus = busOf(EventBusName)
    authorise(request, { action: 'events:ListRules', resource: arnOf('bus') })
    return {
      Rules: (await rules.all())
        .filter((rule) => rule.EventBusName === bus && rule.Name.startsWith(NamePrefix))
        .map((rule) => ({ ...rule, Arn: ruleArn(rule), targets: undefined, madeAt: undefined })),
    }
  },
})

function checkRule(bus: string, { Name = '', EventPattern, ScheduleExpression }: Input): void {
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(Name)) throw new AwsError('ValidationException', 'Name is not well formed.')
  if (!EventPattern && !ScheduleExpression)
    throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
  if (EventPattern && EventPattern.length > longestPattern)
    throw new AwsError('ValidationException', `EventPattern must have at most ${longestPattern} characters.`)
  const wrongPattern =
    EventPattern &&
    (isJsonObject(EventPattern) ? complainPattern(JSON.parse(EventPattern)) : 'Event pattern is not valid JSON.')
  if (wrongPattern) throw new AwsError('InvalidEventPatternException', wrongPattern)
  if (ScheduleExpression && (bus !== 'default' || expressionProblem({ expression: ScheduleExpression }))) {
    throw new AwsError(
      'ValidationException',
      bus === 'default'
        ? 'Parameter ScheduleExpression is not valid.'
        : 'ScheduleExpression is supported only on the default event bus.',
    )
  }
}
