import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, control, agent } = await startSeededApp()

test('begins one rollout, and the cluster waits for its restart', async () => {
  const first = await mmc('POST', '/clusters/example/restart')
  const again = await mmc('POST', '/clusters/example/restart', '{"ignored": ')

  expect([first.status, first.text, again.status]).toEqual([200, '"200 OK"', 200])
  expect(again.headers.get('x-sluice-rollout')).toBe(first.headers.get('x-sluice-rollout'))
  const rollout = (await control('GET', `/rollouts/${first.headers.get('x-sluice-rollout')}`)).json
  expect(rollout).toMatchObject({ kind: 'restart', via: 'mmc', requestedBy: 'owner', target: { name: 'example' } })
  expect((await mmc('GET', '/clusters/example')).json.clusterStatus).toBe('WAITING_FOR_RESTART')
})

test('a cluster whose nodes are all down cannot be restarted: 500, and nothing changes', async () => {
  await agent('example-rolling').checkIn({ boot: 2, commandGeneration: 9, status: 'stopped' })
  const rollouts = (await control('GET', '/rollouts')).json.rollouts as { id: string; target: { name: string } }[]
  const rolling = rollouts.find(({ target }) => target.name === 'example-rolling')
  await mmc('POST', '/clusters/example-rolling/stop')
  expect(rolling).toBeDefined()

  expect((await mmc('POST', '/clusters/example-rolling/restart')).status).toBe(500)
  expect((await mmc('POST', '/clusters/nowhere/restart')).status).toBe(404)
})
