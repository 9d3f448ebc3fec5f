import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, agent, thing, carries } = await startSeededApp()

test('shows each flow once, under the cluster’s id, with the metrics of all nodes added up', async () => {
  const metrics = (events: number) => ({
    'example-app': {
      Running: {
        asyncEvents: events,
        syncEvents: 1,
        processedEvents: 4,
        executionErrors: 0,
        fatalErrors: 0,
        totalMs: 8000,
        minMs: 0,
        maxMs: 3000,
        routed: {},
      },
    },
  })
  await agent('example-a').checkIn({ boot: 2, commandGeneration: 1, applications: carries, metrics: metrics(5) })
  await agent('example-b').checkIn({ boot: 2, commandGeneration: 1, applications: carries, metrics: metrics(7) })

  const { json } = await mmc('GET', '/clusters/example/flows/?refreshStats=TRUE')

  expect(json.total).toBe(2)
  expect(json.data[0]).toEqual({
    id: `${thing('cluster')}/Running`,
    type: 'flow',
    status: 'RUNNING',
    serverId: thing('cluster'),
    auditStatus: 'DISABLED',
    favorite: false,
    inboundEndpoints: ['vm://running'],
    flowId: {
      name: 'Running',
      fullName: 'Running [example-app]',
      application: 'example-app',
      definedInApplication: true,
    },
    asyncEventsReceived: 12,
    syncEventsReceived: 2,
    totalEventsReceived: 14,
    processedEvents: 8,
    executionErrors: 0,
    fatalErrors: 0,
    totalProcessingTime: 16,
    minProcessingTime: 0,
    maxProcessingTime: 3,
    averageProcessingTime: 2,
  })
  expect(json.data[1]).toMatchObject({ status: 'STOPPED', averageProcessingTime: -1 })
})

test('refreshStats asks the agents for metrics at their next check-in, once', async () => {
  await mmc('GET', '/clusters/example/flows?refreshStats=true')
  const idle = { boot: 2, commandGeneration: 1, isIdle: true } as const

  expect((await agent('example-c').checkIn(idle)).json.metricsWanted).toBe(true)
  await agent('example-c').checkIn({ ...idle, metrics: {} })
  expect((await agent('example-c').checkIn(idle)).json.metricsWanted).toBeUndefined()
})

test('with no node up it is 404', async () => {
  for (const name of ['example-a', 'example-b', 'example-c'])
    await agent(name).checkIn({ boot: 2, commandGeneration: 1, status: 'stopped' })

  expect((await mmc('GET', '/clusters/example/flows')).status).toBe(404)
  expect((await mmc('GET', '/clusters/nowhere/flows')).status).toBe(404)
})
