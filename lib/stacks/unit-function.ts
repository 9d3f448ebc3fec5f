import { join } from 'node:path'
import { Annotations, Duration, Size, Stack } from 'aws-cdk-lib'
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
import { capabilities } from '#runtime/capabilities/all.ts'
import { variables } from '#runtime/invocation/context.ts'
import { dueFunctionName } from '#runtime/declarations/function-names.ts'
import type { Effects } from '#runtime/declarations/effects.ts'
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
    const role = unit.kind === 'worker' ? home.workerRole(unit.queue, unit.effects) : home.roleFor(unit.effects, buries)
    this.function = new LambdaFunction(this, 'Function', {
      functionName: `${settings.prefix}${unit.name}`,
      description: descriptionOf(unit),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      // Nothing reads a source map on AWS (docs/decisions/0006); `npm run where` does, after the fact.
      code: Code.fromAsset(join(bundles, unit.name), { exclude: ['*.map'] }),
      ...sizeOf(unit),
      timeout: Duration.seconds(timeoutSecondsOf(unit)),
      role: role.withoutPolicyUpdates(),
      logGroup: home.logGroup,
      tracing: Tracing.ACTIVE,
      environment: {
        ...environmentOf(unit.effects, props),
        POWERTOOLS_LOG_LEVEL: 'INFO',
      },
    })
    if (buries) {
      new CfnEventInvokeConfig(this, 'Asynchronously', {
        functionName: this.function.functionName,
        qualifier: '$LATEST',
        maximumRetryAttempts: 2,
        destinationConfig: { onFailure: { destination: data.queues.deadLetters.queueArn } },
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

/** What most functions have, in MB. */
export const usualMemory = 512

/** Memory and disk. A worker holds ten payloads at once, one of long steps whole files; a catalogue has up to 300,000 entries. */
function sizeOf(unit: FunctionDefinition) {
  if (unit.kind !== 'worker') return { memorySize: unit.effects.readsCatalogue ? 1024 : usualMemory }
  return unit.queue === 'steps' ? { memorySize: 1024 } : { memorySize: 2048, ephemeralStorageSize: Size.gibibytes(10) }
}

function descriptionOf(unit: FunctionDefinition): string {
  if ('summary' in unit) return unit.summary.slice(0, 256)
  if (unit.kind === 'worker')
    return unit.queue === 'steps' ? 'Executes steps of flows.' : 'Executes long steps of flows.'
  return unit.name === relayName ? 'Causes what follows from committed changes.' : unit.name
}

/** The environment of a function: what every function and the capabilities of its effects need to be told, and no more. */
function environmentOf(effects: Effects, installation: Installation): Record<string, string> {
  const values = valuesOf(installation)
  const { outboundRanges, ...always } = variables
  const ranges = installation.settings.outboundRanges === '' ? [] : [outboundRanges]
  const needed = capabilities
    .filter(({ isFor }) => isFor(effects))
    .flatMap(
      ({ variables: own = {}, told }) => told?.(effects).map((member) => own[member] ?? '') ?? Object.values(own),
    )
  return Object.fromEntries(
    [...Object.values(always), ...ranges, ...needed].map((variable) => {
      const value = values[variable]
      if (value === undefined) throw new Error(`Nothing is known of this installation for ${variable}.`)
      return [variable, value]
    }),
  )
}

/** All that functions can be told of an installation, by environment variable. */
function valuesOf({ data, settings, addresses }: Installation): Partial<Record<string, string>> {
  const stack = Stack.of(data)
  return {
    SLUICE_TABLE: data.table.tableName,
    SLUICE_LIVENESS_TABLE: data.liveness.tableName,
    SLUICE_ACCOUNT_ID: stack.account,
    SLUICE_FLOW_QUOTA: String(settings.flowQuota),
    SLUICE_OUTBOUND_RANGES: settings.outboundRanges,
    SLUICE_METRICS_NAMESPACE: metricsNamespace(settings),
    SLUICE_BUS: data.bus.eventBusName,
    SLUICE_BUCKET: data.bucket.bucketName,
    SLUICE_SCHEDULE_GROUP: data.scheduleGroup.scheduleGroupName,
    SLUICE_SCHEDULE_ROLE_ARN: data.scheduleRole.roleArn,
    SLUICE_DUE_FUNCTION_ARN: functionArnOf(stack, settings, dueFunctionName),
    SLUICE_DEAD_LETTER_QUEUE_URL: data.queues.deadLetters.queueUrl,
    SLUICE_STEPS_QUEUE_URL: data.queues.steps.steps.queueUrl,
    SLUICE_LONG_STEPS_QUEUE_URL: data.queues.steps['long-steps'].queueUrl,
    SLUICE_DATA_ROLE_ARN: data.dataRole.roleArn,
    SLUICE_STATE_MACHINE_ARN_PREFIX: stateMachineArnOf(stack, settings, ''),
    SLUICE_FUNCTION_PREFIX: settings.prefix,
    SLUICE_ADDRESSES: stack.toJsonString(addresses),
    SLUICE_SECRET_MASTER_KEY: data.secrets['master-key'].secretArn,
    SLUICE_SECRET_ADMIN_PASSWORD: data.secrets['admin-password'].secretArn,
  }
}
