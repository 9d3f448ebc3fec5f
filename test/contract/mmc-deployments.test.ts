import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { password } from '../_harness/app.ts'
import type { DeploymentJson } from '../_harness/deployments.ts'
import { startSeededApp } from '../_harness/seeded-app.ts'

/** The lines of the console's pages about deployments and the repository, with the real curl, in the order scripts use them. */
const { app, agent, server, desired } = await startSeededApp()
const run = promisify(execFile)
const curl = async (...args: string[]) => {
  const { stdout } = await run('curl', [
    '-s',
    '--basic',
    '-u',
    `acme/owner:${password}`,
    '-w',
    '\n%{http_code}',
    ...args,
  ])
  const lines = stdout.split('\n')
  const body = lines.slice(0, -1).join('\n')
  return { status: Number(lines.at(-1)), body, json: JSON.parse(body) as never }
}
const api = (path: string) => `${app.url}/mmc-console-3.3.2/api${path}`
const json = ['--header', 'Content-Type: application/json']
const single = server('example-single')
let versionId = ''
let id = ''

test('upload an archive; the same again is 409, and its version is looked up', async () => {
  const upload = [
    '-F',
    'file=@samples/orders-app.zip',
    '-F',
    'name=orders-app',
    '-F',
    'version=1.0',
    api('/repository'),
  ]
  const { status, json: made } = await curl(...upload)
  expect(status).toBe(200)
  versionId = (made as { versionId: string }).versionId

  expect((await curl(...upload)).status).toBe(409)
  const { data } = (await curl(api('/repository'))).json as { data: { versions: { id: string }[] }[] }
  expect(data[0]?.versions[0]?.id).toBe(versionId)
})

test('create a deployment: the key with spaces after it, the key by names', async () => {
  const odd = `{"name" : "Example" , "servers    ": [ "${single}" ], "applications": [ "${versionId}" ]}`
  const made = await curl('-d', odd, ...json, api('/deployments'))
  expect(made.status).toBe(200)
  const named = `{"name" : "ByName" , "serversNames": [ "example-single" ], "applications": [ "${versionId}" ]}`
  expect(((await curl('-d', named, ...json, api('/deployments'))).json as DeploymentJson).servers).toEqual([single])
  const deployment = made.json as DeploymentJson
  id = deployment.id
  expect(deployment.href).toBe(api(`/deployments/${id}`))
})

test('list and get, with the dollar raw or escaped', async () => {
  expect((await curl(api('/deployments'))).json).toMatchObject({ total: 2 })
  expect((await curl(api(`/deployments?server=${single}`))).json).toMatchObject({ total: 2 })
  for (const one of [id, id.replace('$', '%24')])
    expect((await curl(api(`/deployments/${one}`))).json).toMatchObject({ id, total: 1, data: [{ id }] })
})

test('remove and add, each with the time of the answer before', async () => {
  const { lastModified } = (await curl(api(`/deployments/${id}`))).json as DeploymentJson
  const stale = `{"applications":["${versionId}"], "lastModified":"Thu, 18 Apr 2013 13:54:09.443 ART", "name":"Deployment Test"}`
  expect((await curl('-X', 'PUT', '-d', stale, ...json, api(`/deployments/${id}/add`))).status).toBe(500)

  const body = (at: string) => `{"applications":["${versionId}"], "lastModified":"${at}", "name":"Deployment Test"}`
  const removed = await curl('-X', 'PUT', '-d', body(lastModified), ...json, api(`/deployments/${id}/remove`))
  expect(removed.json).toMatchObject({ name: 'Example', applications: [] })
  const { id: next, lastModified: then } = removed.json as DeploymentJson
  const added = await curl('-X', 'PUT', '-d', body(then), ...json, api(`/deployments/${next}/add`))
  expect(added.json).toMatchObject({ name: 'Deployment Test', applications: [versionId], status: 'UNDEPLOYED' })
  expect((await curl(api(`/deployments/${id}`))).status).toBe(404)
  id = (added.json as DeploymentJson).id
})

test('deploy, redeploy, undeploy, and delete by the address in the answer', async () => {
  const { href } = (await curl(api(`/deployments/${id}`))).json as DeploymentJson
  for (const verb of ['deploy', 'redeploy', 'undeploy']) {
    expect(await curl('-X', 'POST', `${href}/${verb}`)).toMatchObject({ status: 200, body: '"200 OK"' })
  }
  expect((await desired('example-single'))?.applications['orders-app']).toBeUndefined()
  await agent('example-single').checkIn({ applications: [] })
  expect(await curl('-X', 'DELETE', href)).toMatchObject({ status: 200, body: '"200 OK"' })
})

test('a POST that is sent again under its Idempotency-Key is the same deployment', async () => {
  const body = `{"name" : "Once" , "servers": [ "${single}" ], "applications": [ "${versionId}" ]}`
  const send = (text: string) => curl('-d', text, ...json, '-H', 'Idempotency-Key: build-4711', api('/deployments'))
  const first = await send(body)
  expect([first.status, await send(body)]).toEqual([200, first])
  expect((await send(body.replace('Once', 'Twice'))).status).toBe(409)
})

test('delete a version that is in use; without an id it is 405', async () => {
  expect((await curl('-X', 'DELETE', api(`/repository/${versionId}`))).status).toBe(200)
  expect((await curl('-X', 'DELETE', api('/repository/'))).status).toBe(405)
})
