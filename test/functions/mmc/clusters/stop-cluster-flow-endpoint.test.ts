import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, desired } = await startSeededApp()

const path = '/clusters/example/flows/Running/example-app/endpoints'

test('asks every node and answers with a bare array; repeating it is a 200', async () => {
  const answer = await mmc('POST', `${path}/endpoint.vm.running/stop`)

  expect([answer.status, answer.text]).toEqual([200, '["endpoint.vm.running"]'])
  expect((await desired('example-b'))?.applications['example-app']?.endpoints).toEqual({
    'endpoint.vm.running': 'stopped',
  })
  expect((await mmc('POST', `${path}/endpoint.vm.running/stop`)).status).toBe(200)
})

test('an unknown endpoint is 500, an unknown flow 404', async () => {
  expect((await mmc('POST', `${path}/endpoint.vm.other/stop`)).status).toBe(500)
  expect(
    (await mmc('POST', '/clusters/example/flows/Unknown/example-app/endpoints/endpoint.vm.running/stop')).status,
  ).toBe(404)
})
