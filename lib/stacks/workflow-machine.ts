import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { Workflow } from '#inventory/registry.ts'
import { acknowledge } from './acknowledge.ts'
import { alarm } from './alarm.ts'
import type { UnitFunctionProps } from './unit-function.ts'
import { functionArnOf } from './settings.ts'

/**
 * A workflow on Step Functions: the definition file as it is, with the ARNs of its tasks' functions put in. Its role may
 * invoke exactly those. Standard, not Express: a rollout takes hours if need be.
 */
export class WorkflowMachine extends Construct {
  constructor(
    scope: Construct,
    { name, text, tasks }: Workflow,
    { settings, data }: Pick<UnitFunctionProps, 'settings' | 'data'>,
  ) {
    super(scope, `Workflow-${name}`)
    const stack = Stack.of(this)
    const arns = Object.fromEntries(
      Object.entries(tasks).map(([task, functionName]) => [task, functionArnOf(stack, settings, functionName)]),
    )
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('states.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
      }),
      inlinePolicies: {
        tasks: new PolicyDocument({
          statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(arns) })],
        }),
      },
    })
    const machine = new StateMachine(this, 'Machine', {
      stateMachineName: `${settings.prefix}sluice-${name}`,
      definitionBody: DefinitionBody.fromString(text),
      definitionSubstitutions: arns,
      role,
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${settings.prefix}sluice-${name}`,
          retention: RetentionDays.ONE_MONTH,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ALL,
        // The data would be task tokens, with which anybody may answer for a server. The executions' own histories show it.
        includeExecutionData: false,
      },
    })
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'Delivering logs and traces has no resources to name.',
    })
    alarm(this, 'Failed', {
      what: `An execution of the workflow ${name} failed, so a rollout may not have come to its end.`,
      section: 'failed-workflows',
      metric: machine.metricFailed({ period: Duration.minutes(1) }),
      threshold: 0,
      topic: data.alarms,
    })
  }
}
