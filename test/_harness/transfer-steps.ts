import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { StepQueue } from '../../lib/core/runs/queue.ts'
import type { Component, ComponentContext, StepCall, StepResult } from '../../lib/runtime/declarations/component.ts'
import type { StepSettings } from '../../lib/core/transfers/step-settings.ts'
import type { Run } from '../../lib/core/runs/run.ts'
import { loadRegistry, type FunctionDefinition } from '../../lib/inventory/registry.ts'
import { arnOf, dataRoleArn, names } from '../../lib/local/names.ts'
import { capabilities } from '../../lib/runtime/capabilities/all.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import { task } from '../../lib/runtime/declarations/task.ts'
import type { UsingContext, Uses } from '../../lib/runtime/declarations/use-case.ts'
import { environment, ownCall, services, type Environment } from '../../lib/runtime/invocation/context.ts'
import { contextOf } from '../../lib/runtime/invocation/invoke-operation.ts'
import { administrator, startTestApp, type TestApp } from './app.ts'

/** A component driven by hand. */
export interface Worker {
  /** One step of a component. */
  step: (given: Step) => Promise<StepResult>
  /** All steps that a message leads to, one after the other. */
  run: (given: Step) => Promise<Ran>
}

/** The same against the local S3, with the policy of a worker that has nothing but the component's effects. */
export interface Steps extends Worker {
  app: TestApp
  /** Where another process may work, as the same worker. */
  address: WorkerAddress
  s3: S3Client
  makeBucket: (name: string, policy?: object[]) => Promise<void>
  put: (bucket: string, key: string, body: string | Uint8Array) => Promise<void>
  /** The objects of a bucket as texts, by key. */
  texts: (bucket: string, prefix?: string) => Promise<Record<string, string>>
}

export type WorkerAddress = Required<Pick<Environment, 'endpoint' | 'credentials'>>

export interface Step {
  settings: unknown
  /** Another one that touches the same. */
  component?: Component
  payload?: unknown
  run?: Partial<Run>
  tenant?: string
  isEnding?: () => Promise<boolean>
  signal?: AbortSignal
}

export interface Ran {
  figures: Record<string, number>
  payloads: unknown[]
  messages: unknown[]
}

type Result = Exclude<StepResult, { waitUntil: string } | { forwardTo: StepQueue }>

const outboundRanges = ['127.0.0.0/8']

export async function startSteps(component: Component, options: { dataFolder?: string } = {}): Promise<Steps> {
  const worker = task({ name: 'Worker', input: t.object({}), effects: component.effects, run: async () => undefined })
  const unit: FunctionDefinition = {
    name: 'worker',
    kind: 'task',
    task: worker,
    summary: '',
    files: [],
    effects: worker.effects,
  }
  const registry = await loadRegistry()
  const app = await startTestApp({
    registry: { ...registry, functions: [...registry.functions, unit] },
    outboundRanges,
    ...options,
  })
  const s3 = new S3Client({
    endpoint: app.awsUrl,
    region: names.region,
    credentials: await app.keyFor(administrator),
    forcePathStyle: true,
  })
  const address = { endpoint: app.awsUrl, credentials: app.functions.credentialsOf('worker') }

  return {
    app,
    address,
    ...openWorker(component, address),
    s3,
    async makeBucket(Bucket, policy) {
      await s3.send(new CreateBucketCommand({ Bucket }))
      if (!policy) return
      const Policy = JSON.stringify({ Version: '2012-10-17', Statement: policy })
      await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }))
    },
    async put(Bucket, Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }))
    },
    async texts(Bucket, Prefix = '') {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
      const read = async (Key: string) =>
        (await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? ''
      return Object.fromEntries(
        await Promise.all(Contents.map(async ({ Key = '' }) => [Key, await read(Key)] as const)),
      )
    },
  }
}

/** A worker in this process, wherever what it works on is. */
export function openWorker(component: Component, address: WorkerAddress): Worker {
  const env: Environment = {
    ...environment([]),
    ...address,
    region: names.region,
    accountId: names.accountId,
    bucketName: names.bucket,
    dataRoleArn: arnOf('dataRole'),
    tableName: names.table,
    livenessTableName: names.livenessTable,
    'secret:master-key': names.secret('master-key'),
    outboundRanges,
    logLevel: 'SILENT',
  }
  const shared = services(env, capabilities)

  const step: Steps['step'] = ({ settings, payload, run, tenant = 'default', component: other, ...progress }) => {
    const one = other ?? component
    const call: StepCall = {
      message: { id: 'm', payload, createdAt: '2026-11-24T16:05:09.000Z' },
      settings: t.safeParse(one.settings, settings).data,
      step: { id: 'transfer', component: one.name },
      run: { ...anyRun, ...run },
    }
    const context: ComponentContext<object, Uses> = {
      ...(contextOf(one, ownCall('worker', tenant, 'request', shared), shared) as UsingContext<object, Uses>),
      queue: 'long-steps',
      signal: progress.signal ?? new AbortController().signal,
      isEnding: progress.isEnding ?? (() => Promise.resolve(false)),
    }
    return one.run(call as never, context as never)
  }

  return {
    step,
    async run(given) {
      const ran: Ran = { figures: {}, payloads: [], messages: [] }
      for (const queue: unknown[] = [given.payload]; queue.length > 0;) {
        const payload = queue.shift()
        ran.payloads.push(payload)
        const result = (await step({ ...given, payload })) as Result
        for (const [name, value] of Object.entries(result.figures ?? {}))
          ran.figures[name] = (ran.figures[name] ?? 0) + value
        // As a message travels: as JSON.
        queue.push(...(JSON.parse(JSON.stringify(result.continuations ?? [])) as unknown[]))
        ran.messages.push(...(result.messages ?? []))
      }
      return ran
    },
  }
}

export const anyRun: StepCall['run'] = {
  id: 'X',
  flowId: 'f'.repeat(24),
  flowName: 'F',
  startedAt: '2026-11-24T16:05:09.123Z',
  trigger: { kind: 'on-demand', at: '2026-11-24T16:05:09.123Z', by: 'test' },
}

/** The settings of a transfer from S3 to S3: from `in` of one bucket to `out` of another. */
export function transferOf(given: {
  from: string
  to: string
  tasks?: StepSettings['tasks']
  source?: object
  output?: object
  incrementalPullConfig?: object
}): StepSettings {
  const { from, to, tasks = [{ taskType: 'Map_all', sourceFields: [] }], source, output } = given
  return {
    sourceFlowConfig: {
      connectorType: 'S3',
      sourceConnectorProperties: { S3: { bucketName: from, bucketPrefix: 'in', ...source } },
      incrementalPullConfig: given.incrementalPullConfig,
    },
    destinationFlowConfigList: [
      {
        connectorType: 'S3',
        destinationConnectorProperties: { S3: { bucketName: to, bucketPrefix: 'out', s3OutputFormatConfig: output } },
      },
    ],
    tasks,
  }
}

/** A statement of a bucket's policy for the data role. */
export const grant = (
  bucket: string,
  actions: string[],
  tags: Record<string, string> = { tenant: 'default' },
): object => ({
  Effect: 'Allow',
  Principal: { AWS: dataRoleArn },
  Action: actions,
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: {
    StringEquals: Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value])),
  },
})
