import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('the document of each dialect is served, this API’s when none is named', async () => {
  expect((await app.request('GET', '/v1/openapi.json')).json).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Sluice: control API' },
  })
  expect((await app.request('GET', '/v1/openapi.json?dialect=appflow')).json.paths).toHaveProperty('/appflow/stop-flow')
})

test.each(['nothing', '../package', '%2e%2e%2fpackage'])('a dialect %s is not found', async (dialect) => {
  expect((await app.request('GET', `/v1/openapi.json?dialect=${dialect}`)).status).toBe(404)
})
