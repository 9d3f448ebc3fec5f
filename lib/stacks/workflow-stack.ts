import { Duration, RemovalPolicy, Stack, type CfnResource, type StackProps } from 'aws-cdk-lib'
import { CfnEventSourceMapping, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Trigger } from 'aws-cdk-lib/triggers'
import type { Construct } from 'constructs'
import type { StepQueue } from '#core/runs/queue.ts'
import { relayedEntities, relayName } from '#runtime/declarations/relay.ts'
import { runsAfterDeployment, type Registry } from '#inventory/registry.ts'
import { acknowledge } from './acknowledge.ts'
import { alarm } from './alarm.ts'
import { FunctionHome } from './function-home.ts'
import { UnitFunction, type Installation } from './unit-function.ts'
import { WorkflowMachine } from './workflow-machine.ts'

/**
 * What works behind the APIs: the relay on the table's stream, the workers on the queues, the functions the clock calls, the gateways' authorizer,
 * and those that set an installation up after a deployment. The stream is read in order within a partition key,
 * some partitions at a time; a batch the relay hands back is taken again until it passes, because the relay itself puts
 * poison records aside.
 */
export class WorkflowStack extends Stack {
  readonly #triggers: Trigger[] = []

  constructor(scope: Construct, id: string, registry: Registry, shared: Installation, props?: StackProps) {
    super(scope, id, props)
    const home = new FunctionHome(this, 'workflow', shared)
    for (const unit of registry.functions) {
      if (unit.kind === 'operation' || unit.kind === 'fallback') continue
      const isRelay = unit.name === relayName
      const { function: made } = new UnitFunction(this, { ...shared, home, unit })
      if (isRelay) this.#feed(made, shared)
      if (unit.kind === 'worker') this.#wake(unit.queue, made, shared)
      if (unit.kind === 'task' && unit.task.schedule) this.#runByTheClock(unit.name, made, unit.task.schedule)
      if (unit.kind === 'task' && unit.task.objectCreated) this.#runForObjects(made, unit.task.objectCreated, shared)
      if (runsAfterDeployment(unit)) this.#runAfterDeployment(unit.name, made)
    }
    this.#keepTriggersLog()
    for (const workflow of registry.workflows) new WorkflowMachine(this, workflow, shared)
    alarm(this, 'DeadLetters', {
      what: 'A change had an effect that could not be caused, or an invocation that nobody waited for has failed.',
      section: 'dead-letters',
      metric: shared.data.queues.deadLetters.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 0,
      topic: shared.data.alarms,
    })
  }

  /** The event source mapping. Records live 24 hours in the stream: until then it tries, and the alarm tells. */
  #feed(relay: LambdaFunction, { data, settings }: Installation): void {
    new CfnEventSourceMapping(this, 'Stream', {
      eventSourceArn: data.arnOf('stream'),
      functionName: relay.functionName,
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      parallelizationFactor: settings.relayParallelism,
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: -1,
      functionResponseTypes: ['ReportBatchItemFailures'],
      filterCriteria: { filters: [{ pattern: JSON.stringify(relayedRecords) }] },
    }).node.addDependency(relay)
    alarm(this, 'RelayIsBehind', {
      what: 'Effects of changes are more than a minute late.',
      section: 'relay-is-behind',
      metric: relay.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: 60_000,
      topic: data.alarms,
    })
  }

  /** The event source mapping of a worker, and the alarms of its queue. */
  #wake(queue: StepQueue, worker: LambdaFunction, { data, settings }: Installation): void {
    const { id, batchSize, lateSeconds } = feeds[queue]
    new CfnEventSourceMapping(this, `${id}Source`, {
      eventSourceArn: data.arnOf(`queue:${queue}`),
      functionName: worker.functionName,
      batchSize,
      scalingConfig: { maximumConcurrency: settings.concurrency[queue] },
      functionResponseTypes: ['ReportBatchItemFailures'],
    }).node.addDependency(worker)
    alarm(this, `${id}DeadLetters`, {
      what: 'A message of a run was received twenty times and not settled.',
      section: 'step-dead-letters',
      metric: data.queues.stepDeadLetters[queue].metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
      }),
      threshold: 0,
      topic: data.alarms,
    })
    alarm(this, `${id}AreLate`, {
      what: `Messages of runs have waited for more than ${lateSeconds / 60} minutes.`,
      section: 'steps-are-late',
      metric: data.queues.steps[queue].metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      threshold: lateSeconds,
      topic: data.alarms,
    })
  }

  #runByTheClock(name: string, handler: LambdaFunction, expression: string): void {
    const rule = new Rule(this, `Clock-${name}`, { schedule: Schedule.expression(expression) })
    rule.addTarget(new LambdaTarget(handler, { event: RuleTargetInput.fromObject({}), retryAttempts: 0 }))
  }

  #runForObjects(handler: LambdaFunction, prefix: string, { data }: Installation): void {
    const rule = new Rule(this, `Objects-${prefix}`, {
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [data.bucket.bucketName] }, object: { key: [{ prefix: `${prefix}/` }] } },
      },
    })
    rule.addTarget(new LambdaTarget(handler))
  }

  #runAfterDeployment(name: string, handler: LambdaFunction): void {
    this.#triggers.push(new Trigger(this, `Run-${name}`, { handler }))
    acknowledge(this.#triggerProvider(), {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
        "The CDK's own provider, which may write its log.",
      [`AwsSolutions-IAM5[Resource::<${this.getLogicalId(handler.node.defaultChild as never)}.Arn>:*]`]:
        "The CDK's own provider invokes a version of the function.",
    })
  }

  /** The log of the CDK's own function behind the triggers, which Lambda would make without an end when it is first run. */
  #keepTriggersLog(): void {
    const handler = this.#triggerProvider().node.findChild('Handler') as CfnResource
    const log = new LogGroup(this, 'TriggersLog', {
      logGroupName: `/aws/lambda/${handler.ref}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    for (const trigger of this.#triggers) trigger.node.addDependency(log)
  }

  #triggerProvider() {
    return this.node.findChild('AWSCDK.TriggerCustomResourceProviderCustomResourceProvider')
  }
}

/**
 * How a queue is read. A message is late when it is older than its retries may take: five after a step that took as long as
 * it may, each as late as the target asks for.
 */
const feeds = {
  steps: { id: 'Steps', batchSize: 10, lateSeconds: 15 * 60 },
  'long-steps': { id: 'LongSteps', batchSize: 1, lateSeconds: 2 * 3600 },
} as const

/**
 * The records that the relay is shown: those of entities with effects, by the beginnings of their sort keys. Its own records of the audit
 * trail, and what else nobody follows, invoke nothing.
 */
const relayedRecords = { dynamodb: { Keys: { sk: { S: relayedEntities.map((prefix) => ({ prefix })) } } } }
