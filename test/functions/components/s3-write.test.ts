import { HeadObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import s3Write from '../../../functions/components/s3-write.ts'
import { startSteps } from '../../_harness/transfer-steps.ts'

const steps = await startSteps(s3Write)
afterAll(() => steps.app.stop())
beforeAll(() => steps.makeBucket('lake'))
const write = async (settings: object, payload: unknown, more: object = {}) =>
  (await steps.run({ settings: { bucketName: 'lake', ...settings }, payload, ...more })).messages

test('a message is written as JSON, a text as it is, under a key of its own', async () => {
  expect(await write({ key: 'out/${messageId}-${message.id}.json' }, { id: 7 })).toEqual([
    { bucketName: 'lake', key: 'out/m-7.json', sizeBytes: 8 },
  ])
  await write({ key: 'text' }, 'plain')
  await write({ key: 'body', body: { order: '${message.id}' } }, { id: 7 })
  await write({ key: 'bytes', isBase64: true, body: '${message.data}' }, { data: 'YQ==' })
  await write({ key: 'empty', body: '' }, {})
  await write({ key: 'nothing' }, undefined)
  expect(await steps.texts('lake')).toEqual({
    'out/m-7.json': '{"id":7}',
    text: 'plain',
    body: '{"order":7}',
    bytes: 'a',
    empty: '',
    nothing: 'null',
  })
})

test('the media type is that of the body unless the settings name one', async () => {
  await write({ key: 'json' }, { id: 1 })
  await write({ key: 'csv', body: 'a,b', contentType: 'text/csv' }, {})
  const typeOf = async (Key: string) =>
    (await steps.s3.send(new HeadObjectCommand({ Bucket: 'lake', Key }))).ContentType
  expect([await typeOf('json'), await typeOf('csv')]).toEqual(['application/json', 'text/csv'])
})

test('what cannot be written is told', async () => {
  await expect(write({ key: '${message.absent}' }, {})).rejects.toThrow('There is no message.absent.')
  await expect(write({ key: '${message.key}' }, { key: 'x'.repeat(1025) })).rejects.toThrow('1 to 1,024 bytes')
  await expect(write({ key: 'a', isBase64: true }, 'ä')).rejects.toThrow('no base64')
  await expect(write({ key: 'a' }, {}, { tenant: 'other' })).rejects.toThrow('does not allow s3:PutObject')
})
