import { Arn, ArnFormat, type Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'

/** What an installation may choose, from CDK context: `-c prefix=dev- -c flowQuota=5000 -c retain=false`. */
export interface Settings {
  /** Put before every physical name, so that two installations fit in one account and region. */
  prefix: string
  flowQuota: number
  /** Whether the table and the secrets outlive their stack. */
  retain: boolean
}

export function readSettings(construct: Construct): Settings {
  const context = (name: string) => construct.node.tryGetContext(name) as string | number | boolean | undefined
  return {
    prefix: String(context('prefix') ?? ''),
    flowQuota: Number(context('flowQuota') ?? 1000),
    retain: String(context('retain') ?? true) === 'true',
  }
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
