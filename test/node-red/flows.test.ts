import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphOf, meter, orders, startNodeRed } from '../_harness/node-red.ts'

let runtime: Awaited<ReturnType<typeof startNodeRed>>
beforeAll(async () => {
  runtime = await startNodeRed()
  await runtime.start('meter', meter)
})
afterAll(() => runtime.end())

const seen = async () => Number((await runtime.request('/meter')).json.seen)
const held = (flow: string) => expect.poll(async () => (await runtime.figures(flow))?.currentTask).toBe('work')

test('a flow answers from its start on, and each start begins anew', async () => {
  expect((await runtime.request('/orders', { sku: 'A' })).status).toBe(404)

  await runtime.start('orders', orders)
  expect(await runtime.request('/orders', { sku: 'A' })).toMatchObject({ status: 200, json: { number: 1, sku: 'A' } })
  expect(await runtime.request('/orders', {})).toMatchObject({ status: 422, json: { accepted: false } })
  await runtime.stop('orders', 'hard')
  expect((await runtime.request('/orders', { sku: 'A' })).status).toBe(404)
  await runtime.start('orders', orders)
  expect((await runtime.request('/orders', { sku: 'B' })).json).toMatchObject({ number: 1 })
})
