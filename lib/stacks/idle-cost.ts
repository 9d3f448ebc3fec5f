import { leaseShards } from '#store/table.ts'
import { usualMemory } from './unit-function.ts'

/** List prices in USD, us-east-1, as published at the end of 2025. Free tiers are left out, but for X-Ray's. */
export const prices = {
  secretMonth: 0.4,
  alarmMonth: 0.1,
  lambdaRequest: 0.2 / 1e6,
  lambdaGigabyteSecond: 0.0000133334,
  writeUnit: 0.625 / 1e6,
  readUnit: 0.125 / 1e6,
  logGigabyte: 0.5,
  queueRequest: 0.4 / 1e6,
  trace: 5 / 1e6,
} as const

/** What is assumed of a task that the clock runs, which finds nothing to do, and of a queue, in which nothing is. */
export const assumed = {
  hoursInMonth: 730,
  taskSeconds: 0.15,
  taskGigabytes: usualMemory / 1024,
  /** Its own lines, and Lambda's three of each invocation. */
  logBytes: 1000,
  writeUnits: 1,
  /** An empty page of each shard of the leases. */
  readUnits: leaseShards * 0.5,
  /** Lambda asks a queue from five places at once, and waits for 20 s each time. */
  pollsPerHour: (5 * 3600) / 20,
} as const

interface Resource {
  Type: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a template's, of any type
  Properties?: Record<string, any>
}

export interface IdleCost {
  lines: { what: string; count: number; usd: number }[]
  total: number
  /** More once X-Ray's 100,000 free traces a month are used by others. */
  traces: number
}

/** What an installation costs a month while nobody uses it, from the resources of its templates. Everything else costs per use. */
export function idleCost(resources: readonly Resource[]): IdleCost {
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length
  const runs = resources.reduce((sum, { Type, Properties = {} }) => {
    const expression = Type === 'AWS::Events::Rule' ? (Properties.ScheduleExpression as string | undefined) : undefined
    return sum + (expression ? (assumed.hoursInMonth * 60) / minutesOf(expression) : 0)
  }, 0)
  const run =
    prices.lambdaRequest +
    assumed.taskSeconds * assumed.taskGigabytes * prices.lambdaGigabyteSecond +
    assumed.writeUnits * prices.writeUnit +
    assumed.readUnits * prices.readUnit +
    (assumed.logBytes / 1e9) * prices.logGigabyte
  const [secrets, alarms] = [count('AWS::SecretsManager::Secret'), count('AWS::CloudWatch::Alarm')]
  // A stream has a position to start from, a queue has none.
  const isQueue = ({ Type, Properties }: Resource) =>
    Type === 'AWS::Lambda::EventSourceMapping' && Properties?.StartingPosition === undefined
  const polls = resources.filter(isQueue).length * assumed.hoursInMonth * assumed.pollsPerHour
  const lines = [
    { what: 'secrets', count: secrets, usd: secrets * prices.secretMonth },
    { what: 'alarms', count: alarms, usd: alarms * prices.alarmMonth },
    { what: 'runs of the sweeps', count: runs, usd: runs * run },
    { what: 'polls of queues', count: polls, usd: polls * prices.queueRequest },
  ]
  return { lines, total: lines.reduce((sum, { usd }) => sum + usd, 0), traces: runs * prices.trace }
}

/** The sentence in the README. */
export const sentenceOf = ({ lines, total, traces }: IdleCost): string =>
  `Idle it costs about ${usd(total)} USD a month in us-east-1: ${lines.map(({ what, count, usd: each }) => `${thousands(count)} ${what} (${usd(each)})`).join(', ')}; ${usd(total + traces)} once X-Ray’s free traces are used up.`

const usd = (amount: number) => amount.toFixed(2)
const thousands = (count: number) => Math.round(count).toLocaleString('en-US')

function minutesOf(expression: string): number {
  const [, every] = /^rate\((\d+) minutes?\)$/.exec(expression) ?? []
  if (every === undefined) throw new Error(`There is no price for ${expression}.`)
  return Number(every)
}
