import { beforeEach, describe, expect, test } from 'vitest'
import { version, type DeploymentJson } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc, server, thing } = await startSeededApp()
const [one, two] = [await version(app, token, 'orders', '1'), await version(app, token, 'bills', '1')]
let number = 0
let made: DeploymentJson
beforeEach(async () => {
  const body = { name: `d ${++number}`, servers: [server('example-single')], applications: [one] }
  made = (await mmc('POST', '/deployments', body)).json as DeploymentJson
})
const add = (body: unknown, id = made.id) => mmc('PUT', `/deployments/${id}/add`, body)

test('what is added is there once, in order, under a new id; the old one is gone', async () => {
  const { lastModified } = made
  const { status, json } = await add({
    lastModified,
    applications: [one, two],
    clusters: [thing('cluster')],
    name: `d ${number} b`,
  })

  expect(status).toBe(200)
  expect(json).toMatchObject({
    name: `d ${number} b`,
    status: 'UNDEPLOYED',
    reconciled: false,
    servers: made.servers,
    clusterNames: ['example'],
    applications: [one, two],
  })
  expect(json.id).not.toBe(made.id)
  expect(json.lastModified).not.toBe(lastModified)
  expect((await mmc('GET', `/deployments/${made.id}`)).status).toBe(404)
  expect((await mmc('GET', `/deployments/${json.id}`)).json).toMatchObject(json)
  // The former name is free.
  const again = await mmc('POST', '/deployments', { name: made.name, servers: made.servers, applications: [one] })
  expect(again.status).toBe(200)
})

test('of two updates made of one reading one is taken', async () => {
  const { lastModified } = made
  const answers = await Promise.all([
    add({ lastModified, applications: [two] }),
    add({ lastModified, applications: [two] }),
  ])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('lastModified may be another spelling of the same instant; an update within the millisecond makes another', async () => {
  const spelt = new Date(made.lastModified).toISOString()
  const { status, json } = await add({ lastModified: spelt })
  expect(status).toBe(200)
  expect(json.lastModified).not.toBe(made.lastModified)
})

/** An instant as Java prints it where local time is so many hours ahead. */
const printed = (gmt: string, hours: number, zone: string): string => {
  const local = new Date(Date.parse(gmt) + hours * 3_600_000)
  const [, head, time] = /^(.*) ([\d:]+) GMT$/.exec(local.toUTCString()) ?? []
  return `${head?.replace(', 0', ', ')} ${time}.${local.toISOString().slice(20, 23)} ${zone}`
}

test.each([
  ['ART', -3],
  ['GMT-03:00', -3],
  ['CEST', 2],
  ['IST', 5.5],
  ['VET', -4.5],
  ['+0530', 5.5],
])('lastModified may be in the zone %s, as the original prints it', async (zone, hours) => {
  expect((await add({ lastModified: printed(made.lastModified, hours, zone) })).status).toBe(200)
})

test('an hour off in the zone, and a zone there is none of, are another lastModified', async () => {
  expect((await add({ lastModified: printed(made.lastModified, -2, 'ART') })).status).toBe(500)
  expect((await add({ lastModified: printed(made.lastModified, 0, 'XYZ') })).status).toBe(500)
})

describe('what is refused changes nothing, in the documented order', () => {
  test.each([
    ['an id that is not there, whatever the body', () => add('{', 'local$x'), 404],
    ['a body that is none', () => add('{'), 500],
    ['a body that is a list', () => add('[]'), 500],
    ['no lastModified', () => add({ applications: [two] }), 500],
    ['another lastModified', () => add({ lastModified: 'Tue, 4 Mar 2014 09:07:05.042 GMT', name: '' }), 500],
    ['a list that is none', () => add({ lastModified: made.lastModified, servers: 'x' }), 500],
    ['a blank name', () => add({ lastModified: made.lastModified, name: ' ', servers: ['x'] }), 401],
    [
      'an id that names nothing',
      () => add({ lastModified: made.lastModified, applications: [two], servers: ['local$x'] }),
      402,
    ],
    ['an id that is a number', () => add({ lastModified: made.lastModified, applications: [7] }), 402],
  ] as const)('%s', async (_what, send, status) => {
    const answer = await send()

    expect(answer.status).toBe(status)
    expect(answer.json.message).toBeTruthy()
    expect((await mmc('GET', `/deployments/${made.id}`)).json).toMatchObject(made)
  })

  test('the name of another deployment is 409, its own is none', async () => {
    await mmc('POST', '/deployments', { name: `other ${number}`, servers: made.servers, applications: [one] })
    expect((await add({ lastModified: made.lastModified, name: `other ${number}` })).status).toBe(409)
    expect((await add({ lastModified: made.lastModified, name: made.name })).status).toBe(200)
  })
})
