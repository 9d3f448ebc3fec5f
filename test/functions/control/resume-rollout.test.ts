import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, control, thing } = await startSeededApp()

test('takes a pause back; one that is over stays over', async () => {
  const path = `/rollouts/${thing('rollout')}`
  await control('POST', `${path}/pause`)

  expect((await control('POST', `${path}/resume`)).json.isPausing).toBe(false)

  await control('POST', `${path}/cancel`)
  await app.settled()
  expect((await control('POST', `${path}/resume`)).status).toBe(409)
  expect((await control('POST', '/rollouts/nowhere/resume')).status).toBe(404)
})
