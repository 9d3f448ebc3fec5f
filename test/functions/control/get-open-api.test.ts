import { afterAll, expect, test } from 'vitest'
import getOpenApi from '../../../functions/control/get-open-api.ts'
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

test('a redirection is documented where there is one', async () => {
  const { paths } = (await app.request('GET', '/v1/openapi.json?dialect=mmc')).json as {
    paths: Record<string, { get: { responses: Record<string, { headers?: object }> } }>
  }
  for (const path of ['/mmc/api/servers', '/mmc/api/serverGroups'])
    expect(paths[path]?.get.responses['301']?.headers).toHaveProperty('Location')
  expect(paths['/mmc/api/clusters']?.get.responses).not.toHaveProperty('301')
})

test.each(['nothing', '../package', '%2e%2e%2fpackage'])('a dialect %s is not found', async (dialect) => {
  expect((await app.request('GET', `/v1/openapi.json?dialect=${dialect}`)).status).toBe(404)
})

test('a document says where its API is: elsewhere when it has an address of its own, else where it came from', async () => {
  expect((await app.request('GET', '/v1/openapi.json?dialect=appflow')).json.servers).toEqual([{ url: '/' }])

  const addresses: Record<string, string> = { appflow: 'https://a.example.com' }
  const context = {
    asset: () => Promise.resolve(Buffer.from('{"openapi":"3.1.0","servers":[{"url":"/"}]}')),
    addressOf: (dialect: string) => addresses[dialect] ?? '',
  }
  const documentOf = async (dialect: string) => {
    const answer = await getOpenApi.run({ dialect } as never, context as never)
    return JSON.parse((answer as { text: string }).text) as unknown
  }
  expect(await documentOf('appflow')).toEqual({ openapi: '3.1.0', servers: [{ url: 'https://a.example.com' }] })
  expect(await documentOf('control')).toEqual({ openapi: '3.1.0', servers: [{ url: '/' }] })
})
