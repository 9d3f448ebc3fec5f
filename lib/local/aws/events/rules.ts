import { randomUUID } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Invocations } from '../../invocations.ts'
import { arnOf, functionNameIn, names } from '../../names.ts'
import type { State } from '../../state.ts'
import type { Timers } from '../../timers.ts'
import { AwsError } from '../protocol.ts'
import type { Entry, Target } from './input.ts'
import { inputOf } from './target-input.ts'

export interface Rule {
  Name: string
  EventBusName: string
  EventPattern?: string
  ScheduleExpression?: string
  State: 'ENABLED' | 'DISABLED'
  Description?: string
  madeAt: number
  targets: Target[]
}

/** The rules of both buses. A rule with a schedule is armed as long as it is kept and enabled. */
export interface Rules {
  get: (bus: string, name?: string) => Promise<Rule | undefined>
  /** The rule a request names; refused as EventBridge does when there is none. */
  find: (named: { EventBusName?: string; Name?: string }) => Promise<Rule>
  all: () => Promise<Rule[]>
  save: (rule: Rule) => Promise<void>
  remove: (bus: string, name?: string) => Promise<void>
  /** Invokes a rule's targets: resolves when each invocation is on disk. */
  send: (rule: Rule, event: Record<string, unknown>) => Promise<void>
  /** Arms the rules that are kept. */
  resume: () => Promise<void>
}

export interface RulesOptions {
  state: State
  clock: Clock
  invocations: Invocations
  timers: Timers
}

export function openRules({ state, clock, invocations, timers }: RulesOptions): Rules {
  const get: Rules['get'] = (bus, name) => state.get<Rule>('rule', keyOf(bus, name))

  async function find({ EventBusName, Name }: { EventBusName?: string; Name?: string }): Promise<Rule> {
    const bus = busOf(EventBusName)
    const rule = await get(bus, Name)
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
      const event = envelope(timers, {
        Source: 'aws.events',
        DetailType: 'Scheduled Event',
        Detail: '{}',
        Time: at.getTime() / 1000,
        Resources: [ruleArn(rule)],
      })
      // The rule as it is when it is due, not as it was when it was armed.
      find(rule)
        .then((current) => send(current, event))
        .catch((error: unknown) => console.error(`The rule ${rule.Name} was due and invoked nothing: ${String(error)}`))
    })
  }

  async function send(rule: Rule, event: Record<string, unknown>): Promise<void> {
    await Promise.all(
      rule.targets.map((target) => invocations.accept(functionNameIn(target.Arn), inputOf(target, event))),
    )
  }

  return {
    get,
    find,
    all: async () => (await state.all<Rule>('rule')).map(({ value }) => value),
    save,
    async remove(bus, name) {
      clock.disarm(`rule ${keyOf(bus, name)}`)
      await state.remove('rule', keyOf(bus, name))
    },
    send,
    resume: async () => void (await state.restore<Rule>('rule', arm)),
  }
}

/** The bus that a request means by its name or ARN, the default one without either. */
export function busOf(nameOrArn = 'default'): string {
  const bus = nameOrArn.replace(/^.*:event-bus\//, '')
  if (bus !== 'default' && bus !== names.bus)
    throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`)
  return bus
}

const keyOf = (bus: string, name = '') => `${bus}/${name}`

export const ruleArn = ({ EventBusName, Name }: Rule): string =>
  arnOf('bus').replace(`event-bus/${names.bus}`, `rule/${EventBusName === 'default' ? '' : `${EventBusName}/`}${Name}`)

/** An entry as the event that targets receive. */
export const envelope = (timers: Timers, { Source, DetailType, Detail = '{}', Time, Resources = [] }: Entry) => ({
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
