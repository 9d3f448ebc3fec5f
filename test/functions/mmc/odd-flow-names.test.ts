import { describe, expect, test } from 'vitest'
import { application } from '../../_harness/agents.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { mmc, agent, server, desired, app, token } = await startSeededApp()

const names = [
  'get:/orders:api-config',
  'get:/orders/{id}/lines:api-config',
  'put:/a/endpoints/b:api-config',
  '100%',
  '%20',
  'a%2Fb',
  'what?',
  'a+b',
  'Ünïcode 😀',
  'start',
  // Members of every object.
  'constructor',
  '__proto__',
]
const odd = application('odd', Object.fromEntries(names.map((name) => [name, 'running' as const])))
const endpointOf = (name: string) => `endpoint.vm.${names.indexOf(name)}`
const flows = odd.flows.map((flow) => ({
  ...flow,
  endpoints: flow.endpoints.map((endpoint) => ({ ...endpoint, id: endpointOf(flow.name) })),
}))
const carries = [{ ...odd, flows }]
await agent('example-single').checkIn({ applications: carries })
for (const one of ['example-a', 'example-b', 'example-c'])
  await agent(one).checkIn({ boot: 2, commandGeneration: 1, applications: carries })

const single = `/servers/${server('example-single')}/flows`
const wanted = async (name: string, node = 'example-single') => (await desired(node))?.applications.odd?.flows?.[name]

describe.each(names)('a flow named %s', (name) => {
  const encoded = encodeURIComponent(name)

  test('is commanded on a server, and its endpoints are listed', async () => {
    expect((await mmc('POST', `${single}/${encoded}/odd/pause`)).text).toBe('The flow paused successfully')
    expect(await wanted(name)).toBe('paused')
    const { status, json } = await mmc('GET', `${single}/${encoded}/odd/endpoints`)
    expect([status, json.data[0].id]).toEqual([200, endpointOf(name)])
    const heading = `/servers/${server('example-single')}/${encoded}/odd/endpoints`
    expect((await mmc('GET', heading)).json.data[0].id).toBe(endpointOf(name))
  })

  test('is commanded on a cluster by both documented paths', async () => {
    expect((await mmc('POST', `/clusters/example/flows/${encoded}/odd/pause`)).status).toBe(200)
    for (const node of ['example-a', 'example-b', 'example-c']) expect(await wanted(name, node)).toBe('paused')
    expect((await mmc('POST', `/clusters/example/${encoded}/odd/start`)).status).toBe(200)
    for (const node of ['example-a', 'example-b', 'example-c']) expect(await wanted(name, node)).toBe('running')
    expect((await mmc('GET', `/clusters/example/flows/${encoded}/odd/endpoints`)).json.data[0].id).toBe(
      endpointOf(name),
    )
  })

  test('has an endpoint that is commanded', async () => {
    for (const owner of [single, '/clusters/example/flows']) {
      const answer = await mmc('POST', `${owner}/${encoded}/odd/endpoints/${endpointOf(name)}/stop`)
      expect([answer.status, answer.json]).toEqual([200, [endpointOf(name)]])
    }
  })
})

test('a slash may come as it is, under any context path and with one slash too many', async () => {
  const send = (path: string) => app.request('POST', path, { token })
  const name = 'get:/orders:api-config'
  for (const path of [
    `/mmc/api${single}/${name}/odd/start`,
    `/mmc-3.7.0/api${single}/${name}/odd/pause/`,
    `/api/server/${server('example-single')}/flows/${encodeURIComponent(name)}/odd/start`,
  ])
    expect((await send(path)).status).not.toBe(404)
  expect(await wanted(name)).toBe('running')
})

test('a name is decoded once: what it reads as when decoded again is another flow', async () => {
  expect((await mmc('POST', `${single}/${encodeURIComponent('%2520')}/odd/stop`)).status).toBe(404)
  expect((await mmc('POST', `${single}/${encodeURIComponent('a/b')}/odd/stop`)).status).toBe(404)
  expect((await mmc('POST', `${single}/%20/odd/stop`)).status).toBe(404)
})

test('applications with names of members of every object come, are commanded and go like others', async () => {
  const names = ['constructor', 'toString']
  const carried = names.map((name) => application(name, { constructor: 'running' as const }))
  const report = (applications: typeof carried) => agent('example-a').checkIn({ applications, commandGeneration: 1 })
  const shown = async () =>
    (await mmc('GET', `/servers/${server('example-a')}/applications`)).json.data.map(
      ({ name }: { name: string }) => name,
    )
  const named = async (node: string) => Object.keys((await desired(node))?.applications ?? {})
  await report(carried)
  expect(await shown()).toEqual(names)

  expect((await mmc('POST', '/clusters/example/applications/constructor/stop')).status).toBe(200)
  expect(await named('example-a')).toContain('constructor')
  expect(await named('example-a')).not.toContain('toString')
  // It does not carry it.
  expect(await named('example-b')).not.toContain('constructor')

  await report([])
  expect(await shown()).toEqual([])
  await report(carried)
  expect(await shown()).toEqual(names)
  expect((await mmc('GET', `/servers/${server('example-a')}/flows`)).json.total).toBe(2)
})
