import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableV2,
  type TablePropsV2,
} from 'aws-cdk-lib/aws-dynamodb'
import { EventBus } from 'aws-cdk-lib/aws-events'
import { ArnPrincipal, Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, type CfnBucket } from 'aws-cdk-lib/aws-s3'
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { StepQueue } from '#core/runs/queue.ts'
import { dueFunctionName } from '#runtime/declarations/function-names.ts'
import type { Resource, SecretName } from '#runtime/declarations/resources.ts'
import { table as keys } from '#store/table.ts'
import { acknowledge } from './acknowledge.ts'
import { dataRole } from './data-role.ts'
import { makeQueues, type ProductQueues } from './queues.ts'
import { archivesName, busName, functionArnOf, stateMachineArnOf, type Settings } from './settings.ts'

/**
 * What holds state: the table with its stream, the bus, the schedules' group and role, the secrets, the queues,
 * the data role. It names no function but in roles, so it is deployed first and changed rarely; what is kept in it
 * survives the stack unless the installation says otherwise.
 */
export class DataStack extends Stack {
  readonly table: TableV2
  readonly liveness: TableV2
  readonly bus: EventBus
  readonly bucket: Bucket
  readonly scheduleGroup: ScheduleGroup
  readonly scheduleRole: Role
  readonly queues: ProductQueues
  readonly dataRole: Role
  readonly alarms: Topic
  readonly secrets: Record<SecretName, Secret>
  readonly #settings: Settings

  constructor(scope: Construct, id: string, settings: Settings & { dialects: readonly string[] }, props?: StackProps) {
    super(scope, id, props)
    this.#settings = settings
    const { prefix, retain, deletionProtection } = settings
    // Not kept when the creation itself is rolled back: the next attempt would find their names taken.
    const removalPolicy = retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
    const tables = { billing: Billing.onDemand(), deletionProtection, removalPolicy }
    this.table = this.#table(tables)
    this.liveness = this.#liveness(tables)
    this.bucket = this.#archives(removalPolicy)
    this.bus = new EventBus(this, 'Bus', { eventBusName: busName(settings), description: 'What happens to flows' })
    const scheduleGroupName = `${prefix}sluice-flows`
    this.scheduleGroup = new ScheduleGroup(this, 'Schedules', { scheduleGroupName, removalPolicy })
    this.queues = makeQueues(this, prefix)
    this.dataRole = dataRole(this, settings)
    this.#keepOut(this.dataRole)
    this.alarms = this.#alarms()
    this.secrets = {
      'master-key': this.#secret(
        'master-key',
        'What access key secrets are derived from, and secrets of users sealed under',
        true,
        removalPolicy,
      ),
      'admin-password': this.#secret(
        'admin-password',
        'Password of the first administrator, admin',
        false,
        removalPolicy,
      ),
    }
    this.scheduleRole = this.#schedulerRole('ScheduleRole', `${prefix}sluice-schedules-${this.region}`, [
      functionArnOf(this, settings, dueFunctionName),
    ])
    const invokers = this.#schedulerInvokers(settings.dialects)
    this.#outputs(invokers)
  }

  #table(common: Partial<TablePropsV2>): TableV2 {
    return new TableV2(this, 'Table', {
      ...common,
      tableName: `${this.#settings.prefix}sluice`,
      partitionKey: attribute(keys.partitionKey),
      sortKey: attribute(keys.sortKey),
      globalSecondaryIndexes: [
        ...[keys.index, keys.changes].map(({ name, partitionKey, sortKey, include }) => ({
          indexName: name,
          partitionKey: attribute(partitionKey),
          sortKey: attribute(sortKey),
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...include],
        })),
      ],
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      timeToLiveAttribute: keys.timeToLive,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    })
  }

  /** What check-ins write: leases, with the agents' credentials, and metrics; and counts of usage. No stream, no index. */
  #liveness(common: Partial<TablePropsV2>): TableV2 {
    return new TableV2(this, 'Liveness', {
      ...common,
      tableName: `${this.#settings.prefix}sluice-liveness`,
      partitionKey: attribute(keys.partitionKey),
      sortKey: attribute(keys.sortKey),
      timeToLiveAttribute: keys.timeToLive,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    })
  }

  /** The product's own bucket is none of those that flows may name, whatever another policy says. */
  #keepOut(role: Role): void {
    this.bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NoFlows',
        effect: Effect.DENY,
        principals: [new ArnPrincipal(role.roleArn)],
        actions: ['s3:*'],
        resources: [this.bucket.bucketArn, this.bucket.arnForObjects('*')],
      }),
    )
  }

  #secret(name: SecretName, description: string, excludePunctuation: boolean, removalPolicy: RemovalPolicy): Secret {
    const secret = new Secret(this, `Secret-${name}`, {
      secretName: `${this.#settings.prefix}sluice/${name}`,
      description,
      generateSecretString: { passwordLength: 48, excludePunctuation },
      removalPolicy,
    })
    acknowledge(secret, {
      'AwsSolutions-SMG4':
        'Rotating the master key revokes every access key and the administrator changes the password in the product: both are acts of an operator (runbook), not of a timer.',
    })
    return secret
  }

  /** The role of users' own schedules, which may invoke any operation. */
  #schedulerInvokers(dialects: readonly string[]): Role {
    const { prefix } = this.#settings
    const operations = dialects.map((dialect) => functionArnOf(this, this.#settings, `${dialect}-*`))
    const role = this.#schedulerRole(
      'SchedulerInvokeRole',
      `${prefix}sluice-scheduler-invoke-${this.region}`,
      operations,
    )
    acknowledge(
      role,
      Object.fromEntries(
        dialects.map((dialect) => [
          `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:${prefix}${dialect}-*]`,
          'Users point schedules of their own at any operation; each dialect is one name prefix.',
        ]),
      ),
    )
    return role
  }

  #outputs(invokers: Role): void {
    new CfnOutput(this, 'SchedulerInvokeRoleArn', {
      value: invokers.roleArn,
      description: 'Role for EventBridge Scheduler schedules that invoke operations',
    })
    new CfnOutput(this, 'DataRoleArn', {
      value: this.dataRole.roleArn,
      description: 'Role that policies of buckets let flows in by',
    })
    new CfnOutput(this, 'AdministratorPasswordSecret', {
      value: this.secrets['admin-password'].secretName,
      description: 'aws secretsmanager get-secret-value --secret-id …',
    })
    new CfnOutput(this, 'AlarmTopicArn', {
      value: this.alarms.topicArn,
      description: 'Subscribe to be notified of alarms',
    })
    new CfnOutput(this, 'EventBusName', { value: this.bus.eventBusName })
    new CfnOutput(this, 'TableName', { value: this.table.tableName })
  }

  /** Where all alarms are told. CloudWatch cannot publish to a topic encrypted with the key AWS manages for SNS. */
  #alarms(): Topic {
    const { prefix, alarmEmail } = this.#settings
    const topic = new Topic(this, 'Alarms', { topicName: `${prefix}sluice-alarms`, enforceSSL: true })
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    )
    if (alarmEmail) topic.addSubscription(new EmailSubscription(alarmEmail))
    return topic
  }

  #acceptEmptying(): void {
    const provider = this.node.findChild('Custom::S3AutoDeleteObjectsCustomResourceProvider')
    acknowledge(provider, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
        "The CDK's own provider, which may write its log.",
    })
  }

  /** Archives: what is uploaded, for a day, what runs keep, for 120, what is registered, and files of servers, for good. Told to EventBridge as it arrives. */
  #archives(removalPolicy: RemovalPolicy): Bucket {
    const bucket = new Bucket(this, 'Archives', {
      bucketName: archivesName(this, this.#settings),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      versioned: true,
      // The console sends archives by signed URLs, and its address is not known yet (docs/decisions/0080).
      cors: [{ allowedMethods: [HttpMethods.PUT], allowedOrigins: ['*'], allowedHeaders: ['*'], maxAge: 3600 }],
      lifecycleRules: [
        { prefix: 'uploads/', expiration: Duration.days(1), noncurrentVersionExpiration: Duration.days(1) },
        // What was deleted can be brought back for a month (runbook).
        { prefix: 'artifacts/', noncurrentVersionExpiration: Duration.days(30) },
        { prefix: 'files/', noncurrentVersionExpiration: Duration.days(30) },
        { prefix: 'runs/', expiration: Duration.days(120), noncurrentVersionExpiration: Duration.days(1) },
        { abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy,
      // Only a bucket that is to go with its stack is emptied, by a function of the CDK's own.
      autoDeleteObjects: !this.#settings.retain,
    })
    if (!this.#settings.retain) this.#acceptEmptying()
    // The property itself, where the construct would bring a function of its own to set it.
    const own = bucket.node.defaultChild as CfnBucket
    own.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
    acknowledge(bucket, {
      'AwsSolutions-S1':
        'Every access is by a function of ours or by a URL it signed; CloudTrail data events can record them.',
    })
    return bucket
  }

  #schedulerRole(id: string, roleName: string, functions: string[]): Role {
    const invoke = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functions })
    return new Role(this, id, {
      roleName,
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
      inlinePolicies: { invoke: new PolicyDocument({ statements: [invoke] }) },
    })
  }

  /** The ARN of what an effect is about. */
  arnOf(resource: Resource): string {
    if (resource.startsWith('secret:')) return this.secrets[resource.slice('secret:'.length) as SecretName].secretArn
    if (resource.startsWith('objects:'))
      return this.formatArn({
        service: 's3',
        region: '',
        account: '',
        resource: archivesName(this, this.#settings),
        resourceName: `${resource.slice('objects:'.length)}/*`,
      })
    if (resource.startsWith('queue:')) return this.queues.steps[resource.slice('queue:'.length) as StepQueue].queueArn
    if (resource.startsWith('functions:'))
      return functionArnOf(this, this.#settings, `${resource.slice('functions:'.length)}-*`)
    switch (resource as Exclude<Resource, `${'secret' | 'functions' | 'objects' | 'queue'}:${string}`>) {
      case 'liveness':
        return this.liveness.tableArn
      case 'workflows':
        return stateMachineArnOf(this, this.#settings, '*')
      case 'table':
        return this.table.tableArn
      case 'index':
        return `${this.table.tableArn}/index/${keys.index.name}`
      case 'changes':
        return `${this.table.tableArn}/index/${keys.changes.name}`
      case 'stream':
        return this.table.tableStreamArn ?? ''
      case 'accountFunctions':
        return functionArnOf(this, { ...this.#settings, prefix: '' }, '*')
      case 'bus':
        return this.bus.eventBusArn
      case 'schedules':
        return this.formatArn({
          service: 'scheduler',
          resource: 'schedule',
          resourceName: `${this.scheduleGroup.scheduleGroupName}/*`,
        })
      case 'scheduleRole':
        return this.scheduleRole.roleArn
      case 'dataRole':
        return this.dataRole.roleArn
      case 'deadLetters':
        return this.queues.deadLetters.queueArn
    }
  }
}

const attribute = (name: string) => ({ name, type: AttributeType.STRING })
