import { expect, test } from 'vitest'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app } = await startSeededApp()

test('answers 200 under any context path, without credentials', async () => {
  for (const path of ['/mmc', '/mmc/', '/mmc/api', '/mmc-3.7.0', '/mmc-console-3.8.0-HF1/', '/api']) {
    expect((await app.request('GET', path)).status).toBe(200)
  }
})

test('every path works under any context and none, and answers lead back by the one that was used', async () => {
  const token = await app.tokenFor({ name: 'owner', tenant: 'acme' })
  for (const context of ['/mmc', '/mmc-3.7.0', '']) {
    const { json } = await app.request('GET', `${context}/api/servers?name=example-a`, { token })
    expect(json.data[0].href).toMatch(new RegExp(`^http://[\\d.:]+${context}/api/servers/local\\$`))
    const url = new URL(json.data[0].href as string)
    expect((await app.request('GET', url.pathname, { token })).json.name).toBe('example-a')
  }
})
