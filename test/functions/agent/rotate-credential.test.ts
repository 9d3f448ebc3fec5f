import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, agent } = await startSeededApp()

test('both credentials are good for a day, the one before them is not', async () => {
  const { agentId, credential } = agent('example-a')
  const rotate = async (token: string) => app.request('POST', `/agent/agents/${agentId}/credential`, { token })
  const checkIn = async (token: string, seq: number) =>
    (
      await app.request('POST', `/agent/agents/${agentId}/check-in`, {
        token,
        body: { protocol: 1, bootId: '00000002-hand', seq, status: 'running', observedGeneration: 0 },
      })
    ).status

  const second = (await rotate(credential)).json
  expect(Date.parse(second.formerValidUntil as string)).toBeGreaterThan(Date.now() + 23 * 3600_000)
  expect([await checkIn(credential, 501), await checkIn(second.credential as string, 502)]).toEqual([200, 200])
  const third = (await rotate(second.credential as string)).json
  expect([
    await checkIn(credential, 503),
    await checkIn(second.credential as string, 504),
    await checkIn(third.credential as string, 505),
  ]).toEqual([401, 200, 200])
  expect(
    (await app.request('POST', `/agent/agents/other/credential`, { token: third.credential as string })).status,
  ).toBe(404)
})
