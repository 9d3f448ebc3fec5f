import {
  DescribeFlowExecutionRecordsCommand,
  StartFlowCommand,
  type AppflowClient,
  type ExecutionRecord,
} from '@aws-sdk/client-appflow'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { NewFlow } from '../../lib/core/flows/create-flow.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { transferStepId } from '../../lib/core/flows/transfer-step.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { commit } from '../../lib/store/commit.ts'
import type { Table } from '../../lib/store/dynamo.ts'
import { administrator, type TestApp } from './app.ts'
import type { TestClock } from './clock.ts'
import { namedFlow } from './flow-items.ts'

const newId = idSource(() => new Date())

/** An on-demand flow of AppFlow whose runs wait for a day unless they are cancelled. */
export const makeHeldFlow = (app: TestApp, name: string, more: Partial<NewFlow> = {}): Promise<Flow> =>
  app.makeFlow(
    namedFlow(name, newId(), {
      trigger: { kind: 'on-demand' },
      definition: {
        steps: [{ id: transferStepId, component: 'delay', settings: { seconds: 86_400 } }],
        links: [],
        details: {},
      },
      ...more,
    }),
  )

/** Begins a run of an on-demand flow: its id. */
export async function startRun(client: AppflowClient, flowName: string, clientToken?: string): Promise<string> {
  const { executionId } = await client.send(new StartFlowCommand({ flowName, clientToken }))
  if (executionId === undefined) throw new Error(`StartFlow began no run of ${flowName}.`)
  return executionId
}

/** The runs of a flow that the first page shows, newest first. */
export const recordsOf = async (client: AppflowClient, flowName: string): Promise<ExecutionRecord[]> =>
  (await client.send(new DescribeFlowExecutionRecordsCommand({ flowName, maxResults: 100 }))).flowExecutions ?? []

/** Makes the default tenant's runs of AppFlow flows in progress so many, as far as the quota is concerned. */
export const setRunsInProgress = (table: Table, count: number): Promise<void> =>
  commit(table, [{ kind: 'put', entity: 'tally', item: { tenant: 'default', name: 'appflow-run', count } }])

/** Users' buckets of an app, as text. */
export interface UserBuckets {
  make: (...buckets: string[]) => Promise<void>
  put: (bucket: string, key: string, body: string) => Promise<void>
  /** Keys and contents, in the order of the keys. */
  contents: (bucket: string, prefix?: string) => Promise<[key: string, body: string][]>
}

export async function userBuckets(app: TestApp): Promise<UserBuckets> {
  const credentials = await app.keyFor(administrator)
  const s3 = new S3Client({ region: 'us-east-1', endpoint: app.awsUrl, credentials, forcePathStyle: true })
  return {
    async make(...buckets) {
      for (const Bucket of buckets) await s3.send(new CreateBucketCommand({ Bucket }))
    },
    async put(Bucket, Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    },
    async contents(Bucket, Prefix) {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))
      return Promise.all(
        Contents.map(async ({ Key = '' }): Promise<[string, string]> => {
          const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
          return [Key, (await Body?.transformToString()) ?? '']
        }),
      )
    },
  }
}

/** Lets a client sign by an app's clock, wherever a test has moved it. */
export function signingBy(client: AppflowClient, { now }: Pick<TestClock, 'now'>): AppflowClient {
  client.middlewareStack.add(
    (next) => (args) => {
      client.config.systemClockOffset = now().getTime() - Date.now()
      return next(args)
    },
    { step: 'initialize' },
  )
  return client
}
