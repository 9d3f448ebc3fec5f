import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, control, thing, desired } = await startSeededApp()

test('an order nobody has taken up is withdrawn, and the cluster is free again', async () => {
  const cancelled = await control('POST', `/rollouts/${thing('rollout')}/cancel`)
  await app.settled()

  expect([cancelled.status, cancelled.json.isCancelling]).toEqual([200, true])
  expect((await control('GET', `/rollouts/${thing('rollout')}`)).json).toMatchObject({
    status: 'cancelled',
    cause: 'It was cancelled by owner.',
    servers: [{ status: 'skipped', cause: { code: 'cancelled' } }],
  })
  expect((await desired('example-rolling'))?.command).toBeUndefined()
  expect((await control('POST', `/rollouts/${thing('rollout')}/cancel`)).status).toBe(200)
  expect((await control('POST', '/rollouts/nowhere/cancel')).status).toBe(404)
})
