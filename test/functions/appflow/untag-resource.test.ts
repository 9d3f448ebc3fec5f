import { ListTagsForResourceCommand, UntagResourceCommand, type AppflowClient } from '@aws-sdk/client-appflow'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../_harness/app.ts'
import { createFlow, refusal } from '../../_harness/flows.ts'

let app: TestApp
let client: AppflowClient
beforeAll(async () => {
  app = await startTestApp()
  client = await app.appflowFor()
})
afterAll(() => app.stop())

const resourceArn = 'arn:aws:appflow:us-east-1:000000000000:flow/tagged'

test('named tags go, keys that are not there are ignored, and commas and slashes are part of a key', async () => {
  await createFlow(client, 'tagged', { tags: { 'a,b': '1', 'te/am': '2', 'x+y': '3', keep: '4' } })

  await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a,b', 'te/am', 'x+y', 'absent'] }))

  expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ keep: '4' })
})

test('no keys at all, or fifty-one, are a validation error', async () => {
  const tooMany = Array.from({ length: 51 }, (_, index) => `k${String.fromCharCode(97 + (index % 26))}${index}`)
  for (const tagKeys of [[], tooMany]) {
    expect(await refusal(client.send(new UntagResourceCommand({ resourceArn, tagKeys })))).toMatchObject({
      name: 'ValidationException',
      status: 400,
    })
  }
})
