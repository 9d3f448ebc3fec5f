import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { control, thing } = await startSeededApp()

test('is answered at once, and again', async () => {
  const path = `/rollouts/${thing('rollout')}`

  expect((await control('POST', `${path}/pause`)).json).toMatchObject({ isPausing: true, status: 'running' })
  expect((await control('POST', `${path}/pause`)).status).toBe(200)
  expect((await control('POST', '/rollouts/nowhere/pause')).status).toBe(404)
})
