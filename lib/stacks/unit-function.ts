import { join } from 'node:path'
import { Annotations, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { variables } from '#runtime/context.ts'
import { dueFunctionName } from '#runtime/function-names.ts'
import type { Effects, ObjectPrefix } from '#runtime/operation.ts'
import { relayName } from '#runtime/relay.ts'
import type { FunctionUnit } from '#runtime/registry.ts'
import { acknowledge } from './acknowledge.ts'
import type { DataStack } from './data-stack.ts'
import { effectsPolicy } from './effects-policy.ts'
import { functionArnOf, stateMachineArnOf, type Settings } from './settings.ts'

export interface UnitFunctionProps {
  unit: FunctionUnit
  data: DataStack
  settings: Settings
  /** Where the bundles are. */
  bundles: string
  timeoutSeconds?: number
}

/**
 * One function of the registry: code, log group, and a role that may write that log and do what its effects say,
 * nothing else. Environment and grants come from the same effects, so neither can be given without the other. EventBridge
 * rules of the account may invoke it.
 */
export class UnitFunction extends Construct {
  readonly function: LambdaFunction

  constructor(scope: Construct, { unit, data, settings, bundles, timeoutSeconds = 29 }: UnitFunctionProps) {
    super(scope, unit.name)
    const functionName = `${settings.prefix}${unit.name}`
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const statements = effectsPolicy(unit.effects, (resource) => data.arnOf(resource))
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        effects: new PolicyDocument({
          statements: [
            ...statements.map((statement) => PolicyStatement.fromJson(statement)),
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
            new PolicyStatement({ actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], resources: ['*'] }),
          ],
        }),
      },
    })
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: descriptionOf(unit),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(bundles, unit.name)),
      memorySize: 512,
      timeout: Duration.seconds(timeoutSeconds),
      role: role.withoutPolicyUpdates(),
      logGroup,
      tracing: Tracing.ACTIVE,
      environment: {
        ...environmentOf(unit.effects, data, settings),
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    })
    const { account } = Stack.of(this)
    this.function.addPermission('Rules', {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceAccount: account,
    })
    // Nothing here invokes a version by qualifier but the CDK's own trigger, which it grants itself.
    Annotations.of(this.function).acknowledgeWarning('@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias')
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray has no resources to name, nor has a task token.',
      ...(unit.effects.executes
        ? {
            [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:stateMachine:${settings.prefix}sluice-*]`]:
              'The workflows of this installation and no others have this prefix.',
          }
        : {}),
      ...Object.fromEntries(
        prefixesOf(unit.effects).map((prefix) => [
          `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${settings.prefix}sluice-archives-<AWS::AccountId>-<AWS::Region>/${prefix}/*]`,
          'One object for each archive, in a folder of its own kind.',
        ]),
      ),
      ...(unit.effects.invokes
        ? {
            [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:${settings.prefix}${unit.effects.invokes}-*]`]:
              'It hands requests under odd paths on to the functions of its own dialect.',
          }
        : {}),
      ...(unit.effects.arms
        ? {
            [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule/${settings.prefix}sluice-flows/*]`]:
              'One schedule for each scheduled flow, in a group that holds nothing else.',
          }
        : {}),
    })
  }
}

const descriptionOf = (unit: FunctionUnit): string =>
  ('summary' in unit
    ? unit.summary
    : unit.name === relayName
      ? 'Causes what follows from committed changes.'
      : unit.name
  ).slice(0, 256)

const prefixesOf = ({ readsObjects = [], writesObjects = [], deletesObjects = [] }: Effects): ObjectPrefix[] => [
  ...new Set([...readsObjects, ...writesObjects, ...deletesObjects]),
]

/** The environment of a function: what its effects need to be told, and no more. */
export function environmentOf(effects: Effects, data: DataStack, settings: Settings): Record<string, string> {
  const all: Record<string, string> = {
    [variables.tableName]: data.table.tableName,
    [variables.livenessTableName]: data.liveness.tableName,
    [variables.accountId]: Stack.of(data).account,
    [variables.flowQuota]: String(settings.flowQuota),
  }
  for (const secret of effects.secrets ?? []) all[variables[secret]] = data.secrets[secret].secretArn
  if (effects.executes) all[variables.stateMachineArnPrefix] = stateMachineArnOf(Stack.of(data), settings, '')
  if (effects.invokes) all[variables.functionPrefix] = settings.prefix
  if (prefixesOf(effects).length > 0) all[variables.bucketName] = data.bucket.bucketName
  if (effects.publishes) all[variables.busName] = data.bus.eventBusName
  if (effects.relays) all[variables.deadLetterQueueUrl] = data.deadLetters.queueUrl
  if (effects.arms) {
    all[variables.scheduleGroup] = data.scheduleGroup.scheduleGroupName
    all[variables.scheduleRoleArn] = data.scheduleRole.roleArn
    all[variables.dueFunctionArn] = functionArnOf(Stack.of(data), settings, dueFunctionName)
  }
  return all
}
