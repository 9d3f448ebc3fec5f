import { expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, agent, mmc, desired, server } = await startSeededApp()
const one = await version(app, token, 'orders', '1')
const make = async (name: string) =>
  (await mmc('POST', '/deployments', { name, servers: [server('example-single')], applications: [one] })).json
    .id as string

test('with nothing there it is a 200 that changes nothing, whatever else is wrong', async () => {
  const id = await make('a')
  const before = (await mmc('GET', `/deployments/${id}`)).json
  await mmc('DELETE', `/repository/${one}`)

  const answer = await mmc('POST', `/deployments/${id}/undeploy`)

  expect([answer.status, answer.headers.get('x-sluice-rollout')]).toEqual([200, null])
  expect((await mmc('GET', `/deployments/${id}`)).json).toEqual(before)
})

test('what was placed is asked for no more; with all targets down nothing can be attempted', async () => {
  const two = await version(app, token, 'bills', '1')
  const body = { name: 'b', servers: [server('example-single')], applications: [two] }
  const id = (await mmc('POST', '/deployments', body)).json.id as string
  await mmc('POST', `/deployments/${id}/deploy`)
  expect(Object.keys((await desired('example-single'))?.applications ?? {})).toContain('bills')

  expect((await mmc('POST', `/deployments/${id}/undeploy`)).status).toBe(200)
  expect(Object.keys((await desired('example-single'))?.applications ?? {})).not.toContain('bills')

  await mmc('POST', `/deployments/${id}/deploy`)
  await desired('example-single')
  await agent('example-single').checkIn({ status: 'stopped' })
  expect((await mmc('POST', `/deployments/${id}/undeploy`)).status).toBe(400)
})
