import { describe, expect, test } from 'vitest'
import { version } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server, thing, desired } = await startSeededApp()
const one = await version(app, token, 'orders', '1')
const newest = await version(app, token, 'orders', '2')
const unknown = 'local$5f0c1d2e-7a41-4c9b-9e63-0b8a4d1f2c03'
const create = (body: object) => mmc('POST', '/deployments', body)

test('it is made of ids, answered with 200, and deploys nothing', async () => {
  const single = server('example-single')
  const { status, json } = await create({
    name: 'by ids',
    servers: [single],
    clusters: [thing('cluster')],
    applications: [one],
  })

  expect(status).toBe(200)
  expect(json).toEqual({
    name: 'by ids',
    id: expect.stringMatching(/^local\$[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    lastModified: expect.stringMatching(/^\w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} GMT$/),
    status: 'UNDEPLOYED',
    reconciled: false,
    href: `${app.url}/mmc/api/deployments/${json.id}`,
    servers: [single],
    clusterIds: [thing('cluster')],
    clusterNames: ['example'],
    applications: [one],
  })
  expect((await mmc('GET', `/clusters/${thing('cluster')}`)).json.deployments).toEqual([json.id])
  expect((await desired('example-a'))?.applications).toEqual({})
})

test('names do as well as ids, under every key scripts use; an application by name is its newest version', async () => {
  const { json } = await create({
    name: 'by names',
    serversNames: ['example-single'],
    serverNames: ['example-single'],
    clusterNames: ['example'],
    applicationsNames: ['orders'],
    servers: [],
    applications: [],
  })
  expect(json).toMatchObject({ servers: [server('example-single')], clusterNames: ['example'], applications: [newest] })
})

test('a server group is a target as it was given, among the servers', async () => {
  const { json } = await create({ name: 'by group', servers: [thing('group')], applications: [one] })
  expect(json.servers).toEqual([thing('group')])
})

describe('what is refused, and nothing is made', () => {
  const single = server('example-single')
  test.each([
    ['without a name', { servers: [single], applications: [one] }, 400],
    ['a null name', { name: null, servers: [single], applications: [one] }, 400],
    ['without a target', { name: 'n', servers: [], applications: [one] }, 400],
    ['without an application', { name: 'n', servers: [single] }, 400],
    ['a body that is none', '{', 400],
    ['a name that is a number', { name: 7, servers: [single], applications: [one] }, 401],
    ['a blank name', { name: '  ', servers: [single], applications: [one] }, 401],
    ['no target that there is', { name: 'n', servers: [unknown], applications: [one] }, 402],
    ['a member of a cluster alone', { name: 'n', servers: [server('example-a')], applications: [one] }, 402],
    ['no version that there is', { name: 'n', servers: [single], applications: [unknown] }, 402],
  ])('%s', async (_what, body, status) => {
    const before = (await mmc('GET', '/deployments')).json.total
    const answer = await create(body as object)

    expect(answer.status).toBe(status)
    expect(answer.json.message).toBeTruthy()
    if (status === 402) expect(answer.json.message).toContain('local$')
    expect((await mmc('GET', '/deployments')).json.total).toBe(before)
  })

  test('some ids unknown: it is made of the others', async () => {
    const { status, json } = await create({ name: 'some', servers: [unknown, single], applications: [one, unknown] })
    expect([status, json.servers, json.applications]).toEqual([200, [single], [one]])
  })
})

test('of twenty of one name at once one is made', async () => {
  const body = { name: 'raced', servers: [server('example-single')], applications: [one] }
  const statuses = (await Promise.all(Array.from({ length: 20 }, () => create(body)))).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.filter((status) => status === 409)).toHaveLength(19)
})
