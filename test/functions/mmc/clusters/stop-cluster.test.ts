import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, control, desired, thing } = await startSeededApp()

test('orders every node to stop, through a rollout that ends the restart under way', async () => {
  const answer = await mmc('POST', '/clusters/example-rolling/stop')

  expect([answer.status, answer.text]).toEqual([200, '"200 OK"'])
  expect((await control('GET', `/rollouts/${thing('rollout')}`)).json).toMatchObject({ status: 'cancelled' })
  expect((await desired('example-rolling'))?.command).toMatchObject({ kind: 'stop' })
  const again = await mmc('POST', '/clusters/example-rolling/stop')
  expect(again.headers.get('x-sluice-rollout')).toBe(answer.headers.get('x-sluice-rollout'))
})

test('an unknown cluster is 404', async () => {
  expect((await mmc('POST', '/clusters/nowhere/stop')).status).toBe(404)
})
