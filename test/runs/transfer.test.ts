import { StartFlowCommand, type AppflowClient } from '@aws-sdk/client-appflow'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { administrator, startTestApp, type TestApp } from '../_harness/app.ts'
import { createFlow, onDemand } from '../_harness/flows.ts'
import { s3Flow } from '../_harness/s3-flows.ts'

let app: TestApp
let appflow: AppflowClient
let s3: S3Client

beforeAll(async () => {
  app = await startTestApp({ logLevel: 'WARN' })
  appflow = await app.appflowFor()
  const credentials = await app.keyFor(administrator)
  s3 = new S3Client({ region: 'us-east-1', endpoint: app.awsUrl, credentials, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'src' }))
  await s3.send(new CreateBucketCommand({ Bucket: 'dst' }))
})
afterAll(() => app.stop())

test('an on-demand flow moves records from one bucket to another', async () => {
  await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'in/a.csv', Body: 'a,b\n1,2\n3,4\n' }))
  await createFlow(appflow, 'f1', { ...onDemand, ...s3Flow() })
  const { executionId } = await appflow.send(new StartFlowCommand({ flowName: 'f1' }))
  await app.settled()
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'dst' }))
  expect(Contents.map(({ Key }) => Key)).toEqual([`out/f1/${executionId}-00000`])
  const object = await s3.send(new GetObjectCommand({ Bucket: 'dst', Key: Contents[0]?.Key }))
  expect(await object.Body?.transformToString()).toBe('{"b":"1"}\n{"b":"3"}\n')
})
