import { describe, expect, test } from 'vitest'
import { application } from '../../_harness/agents.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, agent, mmc, server } = await startSeededApp()

const single = agent('example-single')
const names = async () => {
  const { json } = await mmc('GET', `/servers/${server('example-single')}/applications`)
  return (json.data as { name: string }[]).map(({ name }) => name).sort()
}
const flowOwners = async () => {
  const { json } = await mmc('GET', `/servers/${server('example-single')}/flows`)
  return (json.data as { flowId: { application: string } }[]).map(({ flowId }) => flowId.application).sort()
}
const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`).sort()
const carrying = (prefix: string, count: number) =>
  named(prefix, count).map((name) => application(name, { F: 'running' }))

/** Of a flow. */
const metrics = {
  asyncEvents: 1,
  syncEvents: 1,
  processedEvents: 1,
  executionErrors: 0,
  fatalErrors: 0,
  totalMs: 1,
  minMs: 1,
  maxMs: 1,
  routed: {},
}

/** Writes of transactions as the table gets them. */
const transactions = async (work: () => Promise<unknown>) => {
  const sizes: number[] = []
  const { pass } = app.engine
  app.engine.pass = (target, body) => {
    if (target.endsWith('TransactWriteItems'))
      sizes.push((JSON.parse(body.toString()) as { TransactItems: unknown[] }).TransactItems.length)
    return pass(target, body)
  }
  await work().finally(() => (app.engine.pass = pass))
  return sizes
}

test.each([60, 90])('a report that replaces %i applications by as many others is taken whole', async (count) => {
  await single.checkIn({ applications: carrying(`old-${count}`, count) })

  const sizes = await transactions(async () => {
    expect((await single.checkIn({ applications: carrying(`new-${count}`, count) })).status).toBe(200)
  })

  expect(await names()).toEqual(named(`new-${count}`, count))
  expect(await flowOwners()).toEqual(named(`new-${count}`, count))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100)
})

test('cut off between its transactions, a report is taken whole when the agent says it again', async () => {
  await single.checkIn({ applications: carrying('before', 90) })
  const { pass } = app.engine
  let left = 1
  app.engine.pass = (target, body) => {
    if (target.endsWith('TransactWriteItems') && left-- <= 0) return Promise.reject(new Error('The table is gone.'))
    return pass(target, body)
  }
  const cut = await single.checkIn({ applications: carrying('after', 90) })
  app.engine.pass = pass
  expect(cut.status).toBe(503)

  // Each application is either as before or as after, with its flows.
  expect(await flowOwners()).toEqual(await names())

  expect((await single.checkIn({ applications: carrying('after', 90) })).status).toBe(200)
  expect(await names()).toEqual(named('after', 90))
  expect(await flowOwners()).toEqual(named('after', 90))
})

test('a report as large as a check-in may be is taken, with a thousand flows in each application', async () => {
  const flows = Object.fromEntries(named('get:/orders/{id}:api-config', 1000).map((flow) => [flow, 'running' as const]))
  const applications = named('large', 12).map((name) => application(name, flows))
  expect(JSON.stringify(applications).length).toBeGreaterThan(3_500_000)

  expect((await single.checkIn({ applications })).status).toBe(200)
  expect(await names()).toEqual(named('large', 12))
}, 30_000)

test('more metrics than an item has room for do not keep an agent from checking in; as many as fit are kept', async () => {
  await single.checkIn({ applications: [application('one', { F: 'running' })], metrics: { one: { F: metrics } } })
  const many = Object.fromEntries(['F', ...named('F', 3000)].map((name) => [name, { ...metrics, asyncEvents: 9 }]))

  expect((await single.checkIn({ isIdle: true, metrics: { one: many } })).status).toBe(200)

  const { json } = await mmc('GET', `/servers/${server('example-single')}/flows`)
  expect(json.data).toMatchObject([{ asyncEventsReceived: 9 }])
})

describe('what no runtime would report is refused with 400, in the form of the dialect', () => {
  const one = application('one', { F: 'running' })
  const report = {
    runtimeVersion: '3.8.0',
    hostIp: '10.0.0.1',
    uptimeSeconds: 60,
    commandGeneration: 0,
    applications: [one],
  }
  let seq = 5000
  const send = (set: object, said: object = {}) =>
    app.request('POST', `/agent/agents/${single.agentId}/check-in`, {
      token: single.credential,
      body: {
        protocol: 1,
        bootId: '00000001-hand',
        seq: ++seq,
        status: 'running',
        observedGeneration: 0,
        serverId: single.serverId,
        report: { ...report, ...set },
        ...said,
      },
    })
  const flow = one.flows[0]

  test.each<[string, object, object?]>([
    ['an application twice', { applications: [one, one] }],
    ['an application of a name that is no member’s', { applications: [{ ...one, name: '__proto__' }] }],
    ['seconds beyond all time', { uptimeSeconds: 1e15 }],
    ['a generation beyond counting', { commandGeneration: 1e15 }],
    ['an order’s generation beyond counting', { commandFailure: { generation: 1e15, cause: 'x' } }],
    ['a negative generation', { commandFailure: { generation: -1, cause: 'x' } }],
    ['half a character in a name', { applications: [{ ...one, name: 'a\ud800' }] }],
    ['half a character in a flow', { applications: [{ ...one, flows: [{ ...flow, name: 'a\udc00' }] }] }],
    ['half a character in a cause', { applications: [{ ...one, cause: '\ud800' }] }],
    ['half a character in an address', { hostIp: '\ud800' }],
    [
      'more flows in bytes than an item holds',
      {
        applications: [
          {
            ...one,
            flows: Array.from({ length: 1000 }, (_, index) => ({ ...flow, name: `${index}-${'ü'.repeat(150)}` })),
          },
        ],
      },
    ],
    ['91 applications', { applications: carrying('x', 91) }],
    ['a sequence number beyond counting', {}, { seq: 1e15 }],
    ['a generation of the document beyond counting', {}, { observedGeneration: 1e15 }],
    ['half a character in the boot’s id', {}, { bootId: '\ud800' }],
    ['metrics beyond counting', {}, { metrics: { one: { F: { ...metrics, totalMs: 1e15 } } } }],
  ])('%s', async (_what, set, said) => {
    const before = await names()
    const answer = await send(set, said)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
    expect(await names()).toEqual(before)
  })

  test('as it stands it would be taken', async () => {
    expect((await send({}, { metrics: { one: { F: metrics } } })).status).toBe(200)
  })
})
