import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { addressPolicy } from '#core/outbound/address-policy.ts'

/** What an installation may choose, from CDK context: `-c prefix=dev- -c flowQuota=5000 -c retain=false`. */
export interface Settings {
  /** Put before every physical name, so that two installations fit in one account and region. */
  prefix: string
  flowQuota: number
  /** Ranges of addresses, separated by commas, that calls out may reach besides public ones (docs/decisions/0050). */
  outboundRanges: string
  /** Whether the tables, the archives and the secrets outlive their stack. */
  retain: boolean
  /** Whether DynamoDB refuses to delete the tables. Not at the first deployment, which could not be rolled back then. */
  deletionProtection: boolean
  /** How many batches of one shard of the stream the relay works on at once. */
  relayParallelism: number
  /** Who is notified of alarms, besides subscribers of the topic. */
  alarmEmail?: string
}

/** Longer ones would make the bucket's name, with account and region, longer than the 63 characters it may have. */
const longestPrefix = 20

export function readSettings(construct: Construct): Settings {
  const context = (name: string) => construct.node.tryGetContext(name) as string | number | boolean | undefined
  const isSo = (name: string, otherwise: boolean): boolean => {
    const value = String(context(name) ?? otherwise)
    if (value !== 'true' && value !== 'false') throw new Error(`-c ${name}=${value}: it must be true or false.`)
    return value === 'true'
  }
  const numberOf = (name: string, otherwise: number, most: number): number => {
    const value = Number(context(name) ?? otherwise)
    if (Number.isInteger(value) && value >= 1 && value <= most) return value
    throw new Error(`-c ${name}=${context(name)}: it must be a whole number from 1 to ${most}.`)
  }
  const email = context('alarmEmail')
  return {
    prefix: checkPrefix(String(context('prefix') ?? '')),
    flowQuota: numberOf('flowQuota', 1000, 1_000_000_000),
    outboundRanges: checkRanges(String(context('outboundRanges') ?? '')),
    retain: isSo('retain', true),
    deletionProtection: isSo('deletionProtection', false),
    relayParallelism: numberOf('relayParallelism', 2, 10),
    ...(email === undefined ? {} : { alarmEmail: String(email) }),
  }
}

function checkRanges(ranges: string): string {
  try {
    addressPolicy(ranges.split(',').filter(Boolean))
    return ranges
  } catch (error) {
    const reason = (error as Error).message
    throw new Error(`-c outboundRanges=${ranges}: it must be ranges of addresses. ${reason}`, { cause: error })
  }
}

function checkPrefix(prefix: string): string {
  if (prefix === '' || (prefix.length <= longestPrefix && /^[a-z][a-z0-9-]*$/.test(prefix))) return prefix
  throw new Error(
    `-c prefix=${prefix}: it must be at most ${longestPrefix} characters, lower-case letters, digits and hyphens, and begin with a letter, because it becomes part of the names of stacks and of a bucket.`,
  )
}

/** The bucket of archives: names of buckets are everybody's, so it says whose it is. */
export const archivesName = ({ account, region }: Stack, { prefix }: Settings): string =>
  `${prefix}sluice-archives-${account}-${region}`

/** The ARN of a function by its name: stacks know each other's functions by name, so none holds up another's update. */
export const functionArnOf = (stack: Stack, { prefix }: Settings, name: string): string =>
  Arn.format(
    {
      service: 'lambda',
      resource: 'function',
      resourceName: `${prefix}${name}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    },
    stack,
  )

/** Where an installation's metrics are. */
export const metricsNamespace = ({ prefix }: Settings): string => `${prefix}sluice`

/** What an installation's bus is called. */
export const busName = ({ prefix }: Settings): string => `${prefix}sluice`

/** The ARNs of the rules on an installation's bus. */
export const busRulesArnOf = (stack: Stack, settings: Settings): string =>
  Arn.format({ service: 'events', resource: 'rule', resourceName: `${busName(settings)}/*` }, stack)

/** The ARN of a workflow's state machine by the workflow's name. */
export const stateMachineArnOf = (stack: Stack, { prefix }: Settings, workflow: string): string =>
  Arn.format(
    {
      service: 'states',
      resource: 'stateMachine',
      resourceName: `${prefix}sluice-${workflow}`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    },
    stack,
  )
