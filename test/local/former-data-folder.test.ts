import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  AppflowClient,
  DeleteFlowCommand,
  DescribeFlowCommand,
  ListFlowsCommand,
  StartFlowCommand,
  StopFlowCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-appflow'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { flowInput } from '../_harness/flows.ts'
import { startProcess, temporaryFolder, type Process } from '../_harness/process.ts'

/**
 * A data folder that `npm start` made before docs/decisions/0042: `draft`, described and tagged; `nightly`, scheduled and
 * active; `stopped`; `by-hand`, on demand.
 */
const table = join(import.meta.dirname, 'data-folders/before-0042.table.db.gz')
const secrets = { masterKey: 'swZBysb8jh4m5Dl3oulaoOkM-x2WXX1cqMbWurphjMA' }
const credentials = { accessKeyId: 'SLCEZKHV52TZOA7AN2SQ', secretAccessKey: 'QioV3nDOlsbJrNCvg6oxg/cvvSs4s+S1Lk6M/ijA' }

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let running: Process
let client: AppflowClient
beforeAll(async () => {
  folder = await temporaryFolder()
  await writeFile(join(folder.folder, 'table.db'), gunzipSync(await readFile(table)), { mode: 0o600 })
  await writeFile(join(folder.folder, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 })
  running = await startProcess({ SLUICE_DATA: folder.folder })
  client = new AppflowClient({ endpoint: `${running.url}/appflow`, region: 'us-east-1', credentials })
})
afterAll(async () => {
  await running.end()
  await folder.remove()
})
const describeFlow = (flowName: string) => client.send(new DescribeFlowCommand({ flowName }))
const aws = () => ({ endpoint: running.awsUrl, region: 'us-east-1', credentials })

test('flows of before identities are listed and described as they were', async () => {
  const { flows = [] } = await client.send(new ListFlowsCommand({}))

  expect(flows.map(({ flowName, flowStatus }) => [flowName, flowStatus])).toEqual([
    ['draft', 'Draft'],
    ['nightly', 'Active'],
    ['stopped', 'Suspended'],
    ['by-hand', 'Active'],
  ])
  expect(await describeFlow('draft')).toMatchObject({
    description: 'never started',
    tags: { team: 'orders' },
    schemaVersion: 1,
    ...(({ flowName: _, ...configuration }) => configuration)(flowInput('draft')),
  })
})

test('the start has brought them to the present form, with their owner and the way to them by id', async () => {
  const item = async (pk: string, sk: string) =>
    (
      await new DynamoDBClient(aws()).send(
        new GetItemCommand({ TableName: 'sluice', Key: { pk: { S: pk }, sk: { S: sk } } }),
      )
    ).Item
  const flow = await item('default|flow|nightly', 'flow')

  expect(flow).toMatchObject({
    key: { S: 'nightly' },
    madeBy: { S: 'appflow' },
    owners: { L: [{ S: expect.any(String) }] },
  })
  expect(flow).not.toHaveProperty('details')
  expect(await item(`@|flow|${flow?.id?.S}`, 'flow-pointer')).toMatchObject({ key: { S: 'nightly' } })
})

test('they go on: a schedule is kept, and they start, stop, change and go', async () => {
  const schedules = async () => (await new SchedulerClient(aws()).send(new ListSchedulesCommand({}))).Schedules ?? []
  expect(await schedules()).toHaveLength(1)

  await client.send(new StopFlowCommand({ flowName: 'nightly' }))
  await expect.poll(schedules).toEqual([])
  await client.send(new StartFlowCommand({ flowName: 'draft' }))
  await client.send(new UpdateFlowCommand(flowInput('draft', { description: 'changed' })))
  expect(await describeFlow('draft')).toMatchObject({ flowStatus: 'Active', description: 'changed' })
  await client.send(new DeleteFlowCommand({ flowName: 'by-hand' }))
  await expect(describeFlow('by-hand')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})
