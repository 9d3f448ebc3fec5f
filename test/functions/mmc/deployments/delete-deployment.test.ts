import { expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, control, desired, server } = await startSeededApp()
const one = await version(app, token, 'orders', '1')
const make = async (name: string) => {
  const { status, json } = await mmc('POST', '/deployments', {
    name,
    servers: [server('example-single')],
    applications: [one],
  })
  expect(status).toBe(200)
  return json.id as string
}

test('one that is nowhere is gone at once, under either path', async () => {
  for (const path of ['', '/remove']) {
    const id = await make('a')
    expect((await mmc('DELETE', `/deployments/${id}${path}`)).text).toBe('"200 OK"')
    expect((await mmc('GET', `/deployments/${id}`)).status).toBe(404)
    expect((await mmc('DELETE', `/deployments/${id}`)).status).toBe(404)
  }
})

test('one that is somewhere is undeployed first; its name is free meanwhile, and the live one is listed first', async () => {
  const id = await make('b')
  await mmc('POST', `/deployments/${id}/deploy`)
  expect((await desired('example-single'))?.applications.orders).toBeDefined()

  const { headers } = await mmc('DELETE', `/deployments/${id}`)

  expect((await mmc('GET', `/deployments/${id}`)).json.status).toBe('DELETING')
  expect((await control('GET', `/rollouts/${headers.get('x-sluice-rollout')}`)).json.kind).toBe('delete')
  const again = await make('b')
  const listed = (await mmc('GET', '/deployments')).json.data as { id: string; name: string }[]
  expect(listed.filter(({ name }) => name === 'b').map((each) => each.id)).toEqual([again, id])
  for (const verb of ['deploy', 'redeploy', 'undeploy'])
    expect((await mmc('POST', `/deployments/${id}/${verb}`)).status).toBe(400)
  expect((await mmc('DELETE', `/deployments/${id}`)).status).toBe(200)
  expect((await desired('example-single'))?.applications.orders).toBeUndefined()
})
