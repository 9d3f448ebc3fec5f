import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { control, thing } = await startSeededApp()

test('lists them with their steps', async () => {
  const { json } = await control('GET', '/rollouts')

  expect(json.rollouts).toMatchObject([
    {
      id: thing('rollout'),
      kind: 'restart',
      target: { name: 'example-rolling' },
      servers: [{ serverName: 'example-rolling' }],
    },
  ])
})
