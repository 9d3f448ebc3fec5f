import { ListTagsForResourceCommand, UntagResourceCommand } from '@aws-sdk/client-appflow'
import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'
import { createFlow, refusal } from '../../_harness/flows.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const client = await app.appflowFor()

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
