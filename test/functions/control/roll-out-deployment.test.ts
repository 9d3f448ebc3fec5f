import { expect, test } from 'vitest'
import { version, uuidOf } from '../../_harness/deployments.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, token, mmc, control, thing } = await startSeededApp()
const one = await version(app, token, 'orders', '1')
const make = async (name: string) =>
  (await mmc('POST', '/deployments', { name, clusters: [thing('cluster')], applications: [one] })).json.id as string

test('a rollout by a policy, answered whole; the same call under its token is the same rollout', async () => {
  const id = uuidOf(await make('a'))
  const path = `/deployments/${id}/rollouts`
  const body = { kind: 'deploy', policy: { maxParallel: 1, serverTimeoutSeconds: 30 }, clientToken: 't-1' }

  const first = await control('POST', path, body)

  expect(first.json.rollout).toMatchObject({
    kind: 'deploy',
    status: 'pending',
    policy: { maxParallel: 1, serverTimeoutSeconds: 30 },
    servers: [{ status: 'waiting' }, { status: 'waiting' }, { serverName: 'example-a', status: 'waiting' }],
  })
  expect(first.headers.get('x-sluice-rollout')).toBe(first.json.rolloutId)
  expect((await control('POST', path, body)).text).toBe(first.text)
})

test('nothing to be done is no rollout; what cannot be is 409; an id that is not its own any more 404', async () => {
  const id = await make('b')
  expect((await control('POST', `/deployments/${uuidOf(id)}/rollouts`, { kind: 'undeploy' })).json).toEqual({})
  const { json } = await mmc('GET', `/deployments/${id}`)
  const { lastModified, applications } = json
  const updated = await mmc('PUT', `/deployments/${id}/remove`, { lastModified, applications })
  expect((await control('POST', `/deployments/${uuidOf(id)}/rollouts`, { kind: 'deploy' })).status).toBe(404)
  expect(
    (await control('POST', `/deployments/${uuidOf(updated.json.id as string)}/rollouts`, { kind: 'deploy' })).status,
  ).toBe(409)
  expect(
    (await control('POST', `/deployments/${uuidOf(updated.json.id as string)}/rollouts`, { kind: 'delete' })).status,
  ).toBe(400)
})

test('a deployment is not found under the id that the MMC dialect spells', async () => {
  const id = await make('c')
  expect((await control('POST', `/deployments/${id}/rollouts`, { kind: 'deploy' })).status).toBe(404)
  expect((await control('POST', `/deployments/${uuidOf(id)}/rollouts`, { kind: 'deploy' })).status).toBe(200)
})
