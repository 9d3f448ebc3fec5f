import { createHash } from 'node:crypto'
import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { StepQueue } from '#core/runs/queue.ts'
import { prefixesOf } from '#runtime/capabilities/objects.ts'
import type { Effects } from '#runtime/declarations/effects.ts'
import { acknowledge } from './acknowledge.ts'
import type { DataStack } from './data-stack.ts'
import { effectsPolicy } from '#inventory/effects-policy.ts'
import { workerRoleName, type Settings } from './settings.ts'

/**
 * What the functions of a stack share: a log group, and a role among those that may do the same. A stack holds 500
 * resources, which a role and a log group for each function would use up (docs/decisions/0026).
 */
export class FunctionHome extends Construct {
  readonly logGroup: LogGroup
  readonly #data: DataStack
  readonly #settings: Settings
  readonly #roles = new Map<string, Role>()

  constructor(scope: Construct, name: string, { data, settings }: { data: DataStack; settings: Settings }) {
    super(scope, 'Home')
    this.#data = data
    this.#settings = settings
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${settings.prefix}sluice-${name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
  }

  /** The role of the workers of a queue. What they may do may change without its being made anew, as its name is fixed. */
  workerRole(queue: StepQueue, effects: Effects): Role {
    return this.#make(`Role-${queue}`, effects, false, workerRoleName(Stack.of(this), this.#settings, queue))
  }

  /** The role of the functions with these effects. With `buries` it may put failed invocations on the dead-letter queue. */
  roleFor(effects: Effects, buries: boolean): Role {
    const key = JSON.stringify([effectsPolicy(effects, (resource) => resource), buries])
    const id = `Role-${createHash('sha256').update(key).digest('hex').slice(0, 8)}`
    const role = this.#roles.get(key) ?? this.#make(id, effects, buries)
    this.#roles.set(key, role)
    return role
  }

  #make(id: string, effects: Effects, buries: boolean, roleName?: string): Role {
    const allow = (actions: string[], resource: string) => new PolicyStatement({ actions, resources: [resource] })
    const statements = effectsPolicy(effects, (resource) => this.#data.arnOf(resource))
    const role = new Role(this, id, {
      roleName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        effects: new PolicyDocument({
          statements: [
            ...statements.map((statement) => PolicyStatement.fromJson(statement)),
            ...(buries ? [allow(['sqs:SendMessage'], this.#data.queues.deadLetters.queueArn)] : []),
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn),
            allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*'),
          ],
        }),
      },
    })
    this.#accept(role, effects)
    return role
  }

  #accept(role: Role, effects: Effects): void {
    const { prefix } = this.#settings
    const here = '<AWS::Region>:<AWS::AccountId>'
    const finding = (arn: string) => `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${arn}]`
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to name, nor has a task token.',
      ...(effects.startsExecutions
        ? {
            [finding(`states:${here}:stateMachine:${prefix}sluice-*`)]:
              'The workflows of this installation and no others have this prefix.',
          }
        : {}),
      ...Object.fromEntries(
        prefixesOf(effects).map((folder) => [
          finding(`s3:::${prefix}sluice-archives-<AWS::AccountId>-<AWS::Region>/${folder}/*`),
          'One object for each archive, in a folder of its own kind.',
        ]),
      ),
      ...(effects.invokes
        ? {
            [finding(`lambda:${here}:function:${prefix}${effects.invokes}-*`)]:
              'It hands requests under odd paths on to the functions of its own dialect.',
          }
        : {}),
      ...(effects.invokesComponents
        ? { [finding(`lambda:${here}:function:*`)]: 'Only functions that the operator has tagged for it.' }
        : {}),
      ...(effects.managesSchedules
        ? {
            [finding(`scheduler:${here}:schedule/${prefix}sluice-flows/*`)]:
              'One schedule for each scheduled flow, in a group that holds nothing else.',
          }
        : {}),
    })
  }
}
