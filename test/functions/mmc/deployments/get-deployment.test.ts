import { expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server } = await startSeededApp()
const one = await version(app, token, 'orders', '1')

test('the answer is the deployment, bare and in a list, on one line', async () => {
  const made = await mmc('POST', '/deployments', {
    name: 'd',
    servers: [server('example-single')],
    applications: [one],
  })

  const { json, text, headers } = await mmc('GET', `/deployments/${made.json.id}/`)

  expect(json).toEqual({ ...made.json, total: 1, data: [made.json] })
  expect(text).not.toContain('\n')
  expect(headers.get('content-type')).toBe('application/json')
  expect((await mmc('GET', `/deployments/${made.json.id.replace('$', '%24')}`)).status).toBe(200)
})

test('an id there is not, or not any more, is 404', async () => {
  for (const id of ['local$nothing', 'x', 'local$01a1fe4f-51a1-74ad-8cb8-acb700000001'])
    expect((await mmc('GET', `/deployments/${id}`)).status).toBe(404)
})

test('a server that is unregistered, or joins a cluster, is a target no more', async () => {
  const single = server('example-single')
  const made = await mmc('POST', '/deployments', { name: 'e', servers: [single], applications: [one] })
  await mmc('POST', '/clusters', { name: 'fresh', version: '3.8.0', nodes: [single] })
  expect((await mmc('GET', `/deployments/${made.json.id}`)).json.servers).toEqual([])

  await mmc('DELETE', '/clusters/fresh')
  expect((await mmc('GET', `/deployments/${made.json.id}`)).json.servers).toEqual([])
})
