import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, control, thing, agent } = await startSeededApp()

test('shows how far it is with a server, from what its agent has said', async () => {
  const step = async () => {
    await app.settled()
    return (await control('GET', `/rollouts/${thing('rollout')}`)).json.servers[0]
  }
  expect(await step()).toMatchObject({
    status: 'ordered',
    phase: 'delivering',
    times: { orderedAt: expect.any(String) },
  })
  await agent('example-rolling').checkIn({ boot: 2, commandGeneration: 2, status: 'draining' })
  expect(await step()).toMatchObject({ phase: 'draining', times: { deliveredAt: expect.any(String) } })
  await agent('example-rolling').checkIn({ boot: 2, commandGeneration: 2, status: 'restarting' })
  expect((await step()).phase).toBe('restarting')
  expect((await control('GET', '/rollouts/nowhere')).status).toBe(404)
})
