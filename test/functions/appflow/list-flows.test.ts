import {
  DeleteFlowCommand,
  DescribeFlowCommand,
  ListFlowsCommand,
  paginateListFlows,
  type AppflowClient,
} from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, onDemand, refusal } from '../../_harness/flows.ts'
import { startRun } from '../../_harness/appflow-runs.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

/** A tenant of its own with `count` flows, named in the order they were made. */
async function tenantWith(tenant: string, count: number): Promise<AppflowClient> {
  const owner = await app.appflowFor({ name: 'owner', tenant })
  for (let index = 0; index < count; index++) await createFlow(owner, `flow${index}`)
  return owner
}

const names = (page: { flows?: { flowName?: string }[] }) => page.flows?.map(({ flowName }) => flowName)

test('flows are listed oldest first with the two ends and the trigger', async () => {
  const owner = await tenantWith('ordered', 3)

  const page = await owner.send(new ListFlowsCommand({}))

  expect(names(page)).toEqual(['flow0', 'flow1', 'flow2'])
  expect(page.flows?.[0]).toMatchObject({
    flowStatus: 'Draft',
    sourceConnectorType: 'Salesforce',
    destinationConnectorType: 'S3',
    triggerType: 'Event',
    tags: {},
  })
  expect(page.nextToken).toBeUndefined()
})

test('a page holds 20 unless told otherwise, and an exactly full last page has no token', async () => {
  const owner = await tenantWith('paged', 24)

  const first = await owner.send(new ListFlowsCommand({}))
  const rest = await owner.send(new ListFlowsCommand({ nextToken: first.nextToken, maxResults: 4 }))

  expect(first.flows).toHaveLength(20)
  expect(names(rest)).toEqual(['flow20', 'flow21', 'flow22', 'flow23'])
  expect(rest.nextToken).toBeUndefined()
})

test('the SDK’s paginator sees each flow once while flows come and go', async () => {
  const owner = await tenantWith('moving', 9)
  const seen: (string | undefined)[] = []
  for await (const page of paginateListFlows({ client: owner, pageSize: 3 }, {})) {
    seen.push(...(names(page) ?? []))
    if (seen.length === 3) {
      await owner.send(new DeleteFlowCommand({ flowName: 'flow2' }))
      await createFlow(owner, 'flow9')
    }
  }

  expect(seen).toEqual(['flow0', 'flow1', 'flow2', 'flow3', 'flow4', 'flow5', 'flow6', 'flow7', 'flow8', 'flow9'])
})

test('a token this list never gave out is refused, another tenant’s included', async () => {
  const owner = await tenantWith('tokens', 2)
  const { nextToken = '' } = await owner.send(new ListFlowsCommand({ maxResults: 1 }))

  for (const token of ['nonsense', `${nextToken}x`, Buffer.from('{}').toString('base64url')]) {
    expect(await refusal(owner.send(new ListFlowsCommand({ nextToken: token })))).toMatchObject({
      name: 'ValidationException',
      status: 400,
    })
  }
  expect(await refusal(client.send(new ListFlowsCommand({ nextToken })))).toMatchObject({ name: 'ValidationException' })
})

test.each([0, 101, 1.5, 'many'])('a page of %s is refused', async (maxResults) => {
  const refused = await refusal(client.send(new ListFlowsCommand({ maxResults: maxResults as number })))
  expect(['ValidationException', 'SerializationException']).toContain(refused.name)
  expect(refused.status).toBe(400)
})

test('a tenant without flows has an empty list', async () => {
  expect(await tenantWith('empty', 0).then((owner) => owner.send(new ListFlowsCommand({})))).toMatchObject({
    flows: [],
  })
})

test('each flow is listed with its newest run, as DescribeFlow shows it', async () => {
  const owner = await tenantWith('with-runs', 2)
  await createFlow(owner, 'failed', onDemand)
  await startRun(owner, 'failed')
  await app.settled()

  const { flows = [] } = await owner.send(new ListFlowsCommand({}))

  const described = await owner.send(new DescribeFlowCommand({ flowName: 'failed' }))
  expect(described.lastRunExecutionDetails?.mostRecentExecutionStatus).toBe('Error')
  expect(flows.map(({ lastRunExecutionDetails }) => lastRunExecutionDetails)).toEqual([
    undefined,
    undefined,
    described.lastRunExecutionDetails,
  ])
})
