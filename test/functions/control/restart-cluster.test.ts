import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { control, thing } = await startSeededApp()

const restart = (body: object) => control('POST', `/clusters/${thing('cluster')}/restart`, body)

test('begins a rollout by the policy that is asked for', async () => {
  const { status, json, headers } = await restart({
    policy: { maxUnavailable: '50%', serverTimeoutSeconds: 60, onFailure: 'continue' },
  })

  expect(status).toBe(200)
  expect(headers.get('x-sluice-rollout')).toBe(json.rollout.id)
  expect(json.rollout).toMatchObject({
    status: 'pending',
    via: 'control',
    policy: { maxUnavailable: 1, serverTimeoutSeconds: 60, onFailure: 'continue', minHealthySeconds: 10 },
  })
  expect((await restart({})).json.blockers).toMatchObject([{ rolloutId: json.rollout.id }])
})

test('a policy that is none is refused with every problem', async () => {
  const { status, json } = await restart({ policy: { maxUnavailable: 0, onFailure: 'panic', speed: 9 } })

  expect([status, json.problems.length]).toEqual([400, 3])
  expect((await control('POST', '/clusters/nowhere/restart', {})).status).toBe(404)
})
