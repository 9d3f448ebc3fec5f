import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { addressPolicy } from '#core/outbound/address-policy.ts'
import type { StepQueue } from '#core/runs/queue.ts'

/** What an installation may choose, from CDK context: `-c prefix=dev- -c flowQuota=5000 -c retain=false`. */
export interface Settings {
  /** Put before every physical name, so that two installations fit in one account and region. */
  prefix: string
  flowQuota: number
  /** Ranges of addresses, separated by commas, that calls out may reach besides public ones (docs/decisions/0050). */
  outboundRanges: string
  /** Origins whose web pages may call the dialects that are meant for pages; none without. */
  allowedOrigins: readonly string[]
  /** Whether the tables, the archives and the secrets outlive their stack. */
  retain: boolean
  /** Whether DynamoDB refuses to delete the tables. Not at the first deployment, which could not be rolled back then. */
  deletionProtection: boolean
  /** How many batches of one shard of the stream the relay works on at once. */
  relayParallelism: number
  /** How many invocations of the workers there may be at once, for each queue of steps. */
  concurrency: Readonly<Record<StepQueue, number>>
  /** Buckets that flows of every tenant may read and write without a policy of the buckets (docs/decisions/0056). */
  flowBuckets: readonly string[]
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
  const numberOf = (name: string, otherwise: number, most: number, least = 1): number => {
    const value = Number(context(name) ?? otherwise)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new Error(`-c ${name}=${context(name)}: it must be a whole number from ${least} to ${most}.`)
  }
  const email = context('alarmEmail')
  return {
    prefix: checkPrefix(String(context('prefix') ?? '')),
    flowQuota: numberOf('flowQuota', 1000, 1_000_000_000),
    outboundRanges: checkRanges(String(context('outboundRanges') ?? '')),
    allowedOrigins: checkOrigins(String(context('allowedOrigins') ?? '')),
    retain: isSo('retain', true),
    deletionProtection: isSo('deletionProtection', false),
    relayParallelism: numberOf('relayParallelism', 2, 10),
    // What Lambda lets an event source be limited to.
    concurrency: {
      steps: numberOf('stepConcurrency', 50, 1000, 2),
      'long-steps': numberOf('longStepConcurrency', 10, 1000, 2),
    },
    flowBuckets: checkBuckets(String(context('flowBuckets') ?? '')),
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

function checkOrigins(text: string): string[] {
  const origins = text.split(',').filter(Boolean)
  if (origins.every((one) => URL.canParse(one) && new URL(one).origin === one)) return origins
  throw new Error(
    `-c allowedOrigins=${text}: it must be origins such as https://console.example.com, separated by commas.`,
  )
}

function checkBuckets(text: string): string[] {
  const buckets = text.split(',').filter(Boolean)
  if (buckets.every((name) => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))) return buckets
  throw new Error(`-c flowBuckets=${text}: it must be names of buckets, separated by commas.`)
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

/** What flows read and write users' buckets as. Policies of buckets name it, so its name is fixed. */
export const dataRoleName = ({ region }: Stack, { prefix }: Settings): string => `${prefix}sluice-data-${region}`

/** The role of the workers of a queue. The data role trusts it before it is there, so its name is fixed. */
export const workerRoleName = ({ region }: Stack, { prefix }: Settings, queue: StepQueue): string =>
  `${prefix}sluice-${queue}-workers-${region}`

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
