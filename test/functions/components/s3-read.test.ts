import { afterAll, beforeAll, expect, test } from 'vitest'
import s3Read from '../../../functions/components/s3-read.ts'
import { mostContentBytes } from '../../../lib/core/components/object-content.ts'
import * as t from '../../../lib/runtime/declarations/schema.ts'
import { startSteps } from '../../_harness/transfer-steps.ts'

const steps = await startSteps(s3Read)
afterAll(() => steps.app.stop())
beforeAll(async () => {
  await steps.makeBucket('orders')
  await steps.put('orders', 'in/', '')
  await steps.put('orders', 'in/1.json', '{"id":1}')
  await steps.put('orders', 'in/2.json', '{"id":2}')
  await steps.put('orders', 'text', 'ä')
  await steps.put('orders', 'bytes', Buffer.of(0xff, 0))
})
const read = async (settings: object, payload: unknown = {}) =>
  (await steps.run({ settings: { bucketName: 'orders', ...settings }, payload })).messages

test('an object is passed on as text, JSON or base64', async () => {
  expect(await read({ key: 'text' })).toEqual([{ bucketName: 'orders', key: 'text', sizeBytes: 2, content: 'ä' }])
  expect(await read({ key: 'in/${message.id}.json', content: 'json' }, { id: 1 })).toMatchObject([
    { content: { id: 1 } },
  ])
  expect(await read({ key: 'bytes', content: 'base64' })).toMatchObject([{ content: '/wA=' }])
})

test('objects under a prefix are passed on in the order of their keys, what stands for a folder left out', async () => {
  expect(await read({ prefix: '${message.folder}/', content: 'json' }, { folder: 'in' })).toMatchObject([
    { key: 'in/1.json', content: { id: 1 } },
    { key: 'in/2.json', content: { id: 2 } },
  ])
  expect(await read({ prefix: 'none/' })).toEqual([])
})

test('what is not there, not of its kind, too large or not allowed is told', async () => {
  await steps.put('orders', 'large', Buffer.alloc(mostContentBytes + 1))
  await expect(read({ key: 'absent' })).rejects.toThrow('orders/absent - the object is gone')
  await expect(read({ key: 'text', content: 'json' })).rejects.toThrow('orders/text - the object is no JSON')
  await expect(read({ key: 'bytes' })).rejects.toThrow('orders/bytes - the object is no text in UTF-8')
  await expect(read({ key: 'large', content: 'base64' })).rejects.toThrow('more than 10 MB')
  await expect(steps.run({ settings: { bucketName: 'orders', key: 'text' }, tenant: 'other' })).rejects.toThrow(
    'does not allow s3:GetObject',
  )
})

test('settings name a key or a prefix', () => {
  const fits = (settings: object) => t.safeParse(s3Read.settings, { bucketName: 'orders', ...settings }).success
  expect([fits({ key: 'a' }), fits({ prefix: '' }), fits({}), fits({ key: 'a', prefix: 'b' })]).toEqual([
    true,
    true,
    false,
    false,
  ])
})
