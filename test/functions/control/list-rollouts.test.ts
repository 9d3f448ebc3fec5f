import { expect, test } from 'vitest'
import { startEstate } from '../../_harness/estate.ts'

const { control, thing } = await startEstate()

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
