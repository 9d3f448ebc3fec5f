import { expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, control, desired, server } = await startSeededApp()

test('from undeployed it puts everything there; while a deployment is under way it takes its place', async () => {
  const one = await version(app, token, 'orders', '1')
  const body = { name: 'a', servers: [server('example-single')], applications: [one] }
  const id = (await mmc('POST', '/deployments', body)).json.id as string
  const ask = async (verb: string) => (await mmc('POST', `/deployments/${id}/${verb}`)).headers.get('x-sluice-rollout')

  const first = await ask('redeploy')
  expect((await desired('example-single'))?.applications.orders).toMatchObject({ placement: first })
  expect(await ask('redeploy')).toBe(first)
  // Deploying what is being deployed anew already is the same.
  expect(await ask('deploy')).toBe(first)

  const undeploy = await ask('undeploy')
  const second = await ask('redeploy')
  expect(new Set([first, undeploy, second]).size).toBe(3)
  expect((await control('GET', `/rollouts/${first}`)).json).toMatchObject({ status: 'cancelled' })
  expect((await desired('example-single'))?.applications.orders).toMatchObject({ placement: second })
})
