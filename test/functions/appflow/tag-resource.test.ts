import {
  DescribeFlowCommand,
  ListFlowsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, refusal } from '../../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const arnOf = (name: string) => `arn:aws:appflow:us-east-1:000000000000:flow/${name}`
const tag = (resourceArn: string, tags: Record<string, string>) =>
  client.send(new TagResourceCommand({ resourceArn, tags }))

test('tags are merged, the new value winning, and shown alike everywhere', async () => {
  await createFlow(client, 'tagged#a@b!c.d', { tags: { team: 'data', env: 'test' } })

  await tag(arnOf('tagged#a@b!c.d'), { env: 'prod', 'a/b': 'x y' })

  const tags = { team: 'data', env: 'prod', 'a/b': 'x y' }
  expect((await client.send(new DescribeFlowCommand({ flowName: 'tagged#a@b!c.d' }))).tags).toEqual(tags)
  expect((await client.send(new ListFlowsCommand({}))).flows?.[0]?.tags).toEqual(tags)
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn: arnOf('tagged#a@b!c.d') }))).tags).toEqual(
    tags,
  )
})

test('more than fifty tags in all are refused, and none is added', async () => {
  const many = (prefix: string, count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 'v']))
  await createFlow(client, 'full', { tags: many('a', 40) })

  expect(await refusal(tag(arnOf('full'), many('b', 11)))).toMatchObject({ name: 'ValidationException', status: 400 })
  expect(Object.keys((await client.send(new DescribeFlowCommand({ flowName: 'full' }))).tags ?? {})).toHaveLength(40)
})

test('a well-formed ARN of nothing here is not found, an ill-formed one invalid', async () => {
  for (const arn of [
    arnOf('nowhere'),
    arnOf('full').replace('us-east-1', 'eu-west-1'),
    arnOf('full').replace('000000000000', '111111111111'),
  ]) {
    expect(await refusal(tag(arn, { a: 'b' }))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
  }
  expect(await refusal(tag('flow/full', { a: 'b' }))).toMatchObject({ name: 'ValidationException', status: 400 })
})
