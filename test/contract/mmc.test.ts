import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { password } from '../_harness/app.ts'
import { startSeededApp } from '../_harness/seeded-app.ts'

/** The documented lines of the console, as scripts send them: with the real curl, and the oddities its clients have. */
const { app, server, mmc } = await startSeededApp()
const run = promisify(execFile)

async function curl(...args: string[]): Promise<{ status: number; type: string; body: string }> {
  const { stdout } = await run('curl', [
    '-s',
    '-u',
    `acme/owner:${password}`,
    '-w',
    '\n%{http_code} %{content_type}',
    ...args,
  ])
  const lines = stdout.split('\n')
  const [status = '', type = ''] = (lines.at(-1) ?? '').split(' ')
  return { status: Number(status), type, body: lines.slice(0, -1).join('\n') }
}
const api = (path: string) => `${app.url}/mmc-3.7.0/api${path}`
const json = ['-H', 'Content-Type: application/json']

test('create a cluster, look at its status, restart, stop and disband it: the lines of the reference page', async () => {
  const body = `{"name":"orders","version":"3.8.0","nodes":["${server('example-single')}"]}`
  const made = await curl('-X', 'POST', ...json, '-d', body, api('/clusters'))
  expect([made.status, made.type, made.body.includes('\n')]).toEqual([201, 'application/json', false])
  const { id } = JSON.parse(made.body) as { id: string }

  expect(await curl(api(`/clusters/${id}/status`))).toMatchObject({ status: 200, body: '0 of 1 nodes online' })
  expect(await curl('-X', 'POST', api(`/clusters/${id}/restart`))).toMatchObject({ status: 200, body: '"200 OK"' })
  expect(await curl('-X', 'POST', api(`/clusters/${id}/stop`))).toMatchObject({ status: 200, body: '"200 OK"' })
  expect(await curl('-X', 'DELETE', api(`/clusters/${id}`))).toMatchObject({
    status: 200,
    type: 'application/json',
    body: '"200 OK"',
  })
  expect((await curl(api(`/clusters/${id}`))).status).toBe(404)
})

test('add nodes with the documented body, which is not JSON', async () => {
  const odd = `{"nodes":"${server('example-single')}", "${server('example-single')}"}`
  await mmc('DELETE', '/clusters/orders')
  const answer = await curl('-X', 'POST', ...json, '-d', odd, api('/clusters/example/addnodes'))

  // Its nodes may be waiting for a restart by now; the body is understood either way.
  expect(answer.body).not.toContain('Malformed')
  expect([200, 400]).toContain(answer.status)
})

test.each([
  ['a content type of anything, without a body', ['-H', 'Content-Type: */*']],
  ['a content type and a length of nothing', [...json, '-H', 'Content-Length: 0']],
  ['an Accept without JSON', ['-H', 'Accept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2']],
  ['no Accept', ['-H', 'Accept:']],
  ['a body nobody asked for', ['-d', 'not json at all']],
  ['a charset on the body', ['-H', 'Content-Type: application/json; charset=UTF-8', '-d', '{}']],
  ['chunks and an expectation', ['-H', 'Transfer-Encoding: chunked', '-H', 'Expect: 100-continue', '-d', '{}']],
])('a command with %s is done', async (_what, args) => {
  const path = api('/clusters/example/applications/example-app/start')

  expect(await curl('-X', 'POST', ...args, path)).toMatchObject({
    status: 200,
    body: '{"total":1,"data":["example-app"]}',
  })
})

test('ids travel with their dollar raw or escaped, flow names with their spaces escaped, and a plus is a plus', async () => {
  for (const id of [server('example-a'), server('example-a').replace('$', '%24')]) {
    expect((await curl(api(`/servers/${id}/`))).status).toBe(200)
  }
  expect((await curl('-X', 'POST', api('/clusters/example/flows/Order%20Flow/example-app/start'))).body).toContain(
    'no flow Order Flow',
  )
  expect((await curl('-X', 'POST', api('/clusters/example/flows/a+b/example-app/start'))).body).toContain('no flow a+b')
})

test('files go to a server and come back: the lines of the reference page', async () => {
  const octets = ['-H', 'Content-Type: application/octet-stream']
  const files = api(`/servers/${server('example-single').replace('$', '%24')}/files`)
  const at = `${files}/domains/orders.zip`
  const send = (method: string, content: string) => curl('-X', method, ...octets, '--data-binary', content, at)

  expect((await send('PUT', 'first')).status).toBe(404)
  expect(await send('POST', 'first')).toMatchObject({ status: 200, type: 'application/json', body: '"200 OK"' })
  expect(await curl(at)).toMatchObject({ status: 200, type: 'application/octet-stream', body: 'first' })
  expect((await send('PUT', 'second')).status).toBe(200)
  const metadata = await curl(`${at}?metadata=true`)
  expect(JSON.parse(metadata.body)).toMatchObject({ name: 'orders.zip', size: 6, friendlySize: '6 bytes' })
  expect(JSON.parse((await curl(files)).body)).toMatchObject({ total: 4 })
  expect(await curl('-X', 'DELETE', at)).toMatchObject({ status: 200, body: '"200 OK"' })
  expect(await curl(at)).toMatchObject({ status: 404, type: 'application/json' })
})

test('curl itself sends a path that climbs out as it is, and it is refused', async () => {
  const files = api(`/servers/${server('example-single')}/files`)
  for (const path of ['../../secret', 'a/../../b', 'a/%2e%2e/%2e%2e/b'])
    expect((await curl('-X', 'POST', '--path-as-is', '-d', 'x', `${files}/${path}`)).status).toBe(400)
  expect(JSON.parse((await curl(files)).body)).toMatchObject({ total: 2 })
})

test('user groups are made, shown, changed and deleted: the lines of the reference page', async () => {
  const made = await curl(
    '-X',
    'POST',
    ...json,
    '-d',
    '{"name":"Night Shift","permissions":["SERVER_VIEW"]}',
    api('/usergroups'),
  )
  const { href } = JSON.parse(made.body) as { href: string }
  expect([made.status, href]).toEqual([201, api('/usergroups/Night%20Shift')])
  expect((await curl('-X', 'PUT', ...json, '-d', '{"permissions":["VIEW_ALERTS"]}', href)).status).toBe(200)
  expect(JSON.parse((await curl(href)).body)).toMatchObject({ permissions: ['VIEW_ALERTS'] })
  expect((await curl(api('/usergroups/permissions'))).body).toContain('"TRACKING_DELETE"')
  expect(await curl('-X', 'DELETE', href)).toMatchObject({ status: 200, body: '"200 OK"' })
  expect((await curl(href)).status).toBe(404)
})

test('a literal path wins over a flow of that name', async () => {
  expect((await curl('-X', 'POST', api('/clusters/example/applications/foo/start'))).body).toBe('{"total":0,"data":[]}')
  expect((await curl('-X', 'POST', api('/clusters/example/flows/applications/foo/start'))).status).toBe(500)
})

test('bad credentials are 401 with a challenge and a message, an unknown path 404, another method 405', async () => {
  const { stdout } = await run('curl', ['-si', '-u', 'acme/owner:wrong', api('/clusters')])
  expect(stdout).toMatch(/^HTTP\/1\.1 401/)
  expect(stdout.toLowerCase()).toContain('www-authenticate: basic')
  expect(stdout).toContain('"message"')
  expect((await curl(api('/nowhere'))).status).toBe(404)
  expect((await curl('-X', 'PUT', api('/clusters'))).status).toBe(405)
})
