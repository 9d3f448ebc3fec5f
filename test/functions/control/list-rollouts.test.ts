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

test('lists the newest first where that is asked for, and a token of one order is none of the other', async () => {
  const { json: cluster } = await control('POST', `/clusters/${thing('cluster')}/restart`, {})
  const newest = cluster.rollout.id as string
  const first = await control('GET', '/rollouts?newestFirst=true&maxResults=1')
  const token = first.json.nextToken as string
  const second = await control('GET', `/rollouts?newestFirst=true&maxResults=1&nextToken=${token}`)

  expect([first, second].map(({ json }) => json.rollouts[0].id)).toEqual([newest, thing('rollout')])
  expect(second.json).not.toHaveProperty('nextToken')
  expect((await control('GET', `/rollouts?nextToken=${token}`)).status).toBe(400)
})
