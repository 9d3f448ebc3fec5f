import { join } from 'node:path'
import { Annotations, Duration, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  CfnEventInvokeConfig,
  Code,
  Function as LambdaFunction,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { variables } from '#runtime/invocation/context.ts'
import { dueFunctionName } from '#runtime/declarations/function-names.ts'
import { prefixesOf, type Effects } from '#runtime/declarations/operation.ts'
import { relayName } from '#runtime/declarations/relay.ts'
import { isInvokedAsynchronously, timeoutSecondsOf, type FunctionDefinition } from '#inventory/registry.ts'
import type { DataStack } from './data-stack.ts'
import type { FunctionHome } from './function-home.ts'
import { busRulesArnOf, functionArnOf, metricsNamespace, stateMachineArnOf, type Settings } from './settings.ts'

/** What all functions of an installation are made with. */
export interface Installation {
  data: DataStack
  settings: Settings
  /** Where the bundles are. */
  bundles: string
  /** Where the dialects' APIs are that have been described so far. */
  addresses: Record<string, string>
}

export interface UnitFunctionProps extends Installation {
  unit: FunctionDefinition
  home: FunctionHome
}

/**
 * One function of the registry: its code, with a role that may write its log and do what its effects say, nothing else.
 * Environment and grants come from the same effects, so neither can be given without the other. Rules on the
 * installation's bus may invoke operations; what fails without anybody waiting for it goes to the dead-letter queue.
 */
export class UnitFunction extends Construct {
  readonly function: LambdaFunction

  constructor(scope: Construct, props: UnitFunctionProps) {
    const { unit, home, data, settings, bundles } = props
    super(scope, unit.name)
    const buries = isInvokedAsynchronously(unit)
    const role = home.roleFor(unit.effects, buries)
    this.function = new LambdaFunction(this, 'Function', {
      functionName: `${settings.prefix}${unit.name}`,
      description: descriptionOf(unit),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      // Nothing reads a source map on AWS (docs/decisions/0006); `npm run where` does, after the fact.
      code: Code.fromAsset(join(bundles, unit.name), { exclude: ['*.map'] }),
      memorySize: 512,
      timeout: Duration.seconds(timeoutSecondsOf(unit)),
      role: role.withoutPolicyUpdates(),
      logGroup: home.logGroup,
      tracing: Tracing.ACTIVE,
      environment: {
        ...environmentOf(unit.effects, props),
        POWERTOOLS_LOG_LEVEL: 'INFO',
        [variables.metricsNamespace]: metricsNamespace(settings),
      },
    })
    if (buries) {
      new CfnEventInvokeConfig(this, 'Asynchronously', {
        functionName: this.function.functionName,
        qualifier: '$LATEST',
        maximumRetryAttempts: 2,
        destinationConfig: { onFailure: { destination: data.deadLetters.queueArn } },
      })
    }
    if (unit.kind === 'operation') {
      this.function.addPermission('Rules', {
        principal: new ServicePrincipal('events.amazonaws.com'),
        sourceArn: busRulesArnOf(Stack.of(this), settings),
      })
    }
    // Nothing here invokes a version by qualifier but the CDK's own trigger, which it grants itself.
    Annotations.of(this.function).acknowledgeWarning('@aws-cdk/aws-lambda:addPermissionsToVersionOrAlias')
  }
}

const descriptionOf = (unit: FunctionDefinition): string =>
  ('summary' in unit
    ? unit.summary
    : unit.name === relayName
      ? 'Causes what follows from committed changes.'
      : unit.name
  ).slice(0, 256)

/** The environment of a function: what its effects need to be told, and no more. */
function environmentOf(effects: Effects, { data, settings, addresses }: Installation): Record<string, string> {
  const stack = Stack.of(data)
  const all: Record<string, string> = {
    [variables.tableName]: data.table.tableName,
    [variables.livenessTableName]: data.liveness.tableName,
    [variables.accountId]: stack.account,
    [variables.flowQuota]: String(settings.flowQuota),
  }
  if (settings.outboundRanges !== '') all[variables.outboundRanges] = settings.outboundRanges
  for (const secret of effects.secrets ?? []) all[variables[secret]] = data.secrets[secret].secretArn
  if (effects.startsExecutions) all[variables.stateMachineArnPrefix] = stateMachineArnOf(stack, settings, '')
  if (effects.invokes) all[variables.functionPrefix] = settings.prefix
  if (effects.addresses) all[variables.addresses] = stack.toJsonString(addresses)
  if (prefixesOf(effects).length > 0) all[variables.bucketName] = data.bucket.bucketName
  if (effects.publishes) all[variables.busName] = data.bus.eventBusName
  if (effects.relays) all[variables.deadLetterQueueUrl] = data.deadLetters.queueUrl
  if (effects.managesSchedules) {
    all[variables.scheduleGroup] = data.scheduleGroup.scheduleGroupName
    all[variables.scheduleRoleArn] = data.scheduleRole.roleArn
    all[variables.dueFunctionArn] = functionArnOf(stack, settings, dueFunctionName)
  }
  return all
}
