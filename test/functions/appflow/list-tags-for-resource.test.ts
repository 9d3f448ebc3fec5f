import { ListTagsForResourceCommand, AppflowClient } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, refusal } from '../../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

const arnOf = (name: string) => `arn:aws:appflow:us-east-1:000000000000:flow/${name}`
const list = (resourceArn: string) => client.send(new ListTagsForResourceCommand({ resourceArn }))

test('a flow without tags has an empty set', async () => {
  await createFlow(client, 'bare')

  expect((await list(arnOf('bare'))).tags).toEqual({})
})

test('an ARN is taken with its slash encoded or not, and from an endpoint that ends in a slash', async () => {
  await createFlow(client, 'decoded', { tags: { a: 'b' } })
  const credentials = await app.keyFor({ name: 'admin' })
  const slashed = new AppflowClient({ endpoint: `${app.url}/appflow/`, region: 'us-east-1', credentials })

  expect((await slashed.send(new ListTagsForResourceCommand({ resourceArn: arnOf('decoded') }))).tags).toEqual({
    a: 'b',
  })
})

test('another tenant’s flow is not found, as an absent one is', async () => {
  await createFlow(await app.appflowFor({ name: 'owner', tenant: 'elsewhere' }), 'theirs')

  expect(await refusal(list(arnOf('theirs')))).toMatchObject({ name: 'ResourceNotFoundException', status: 404 })
})
