import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, agent, desired, carries, thing } = await startSeededApp()

const create = (body: object) => mmc('POST', '/clusters', body)

test('conditions are checked in the documented order, and the message names what is in the way', async () => {
  const nodes = [server('example-single')]
  const other = agent('example-unpaired')
  expect(other.serverId).toBeUndefined()
  for (const [body, status, gist] of [
    [{ version: '3.8.0', nodes }, 400, 'name'],
    [{ name: 'east', nodes }, 400, 'version'],
    [{ name: 'east', version: '3.8.0' }, 400, 'nodes'],
    [{ name: 'east', version: '3.8.0', nodes: [] }, 400, 'nodes'],
    [{ name: 'example', version: '3.8.0', nodes: ['local$nowhere'] }, 409, 'exists'],
    [{ name: 'east', version: '3.8.0', nodes: ['local$nowhere'] }, 400, 'nowhere'],
    [{ name: 'east', version: '9.9.9', nodes: [server('example-a')] }, 400, 'in a cluster already'],
    [{ name: 'east', version: '3.7.0', nodes }, 400, '3.8.0, not 3.7.0'],
  ] as const) {
    const answer = await create(body)
    expect([answer.status, answer.json.message]).toEqual([status, expect.stringContaining(gist)])
  }
})

test('answers 201 with the cluster as it is: waiting for its nodes to restart, counts unknown', async () => {
  const answer = await create({
    'name  ': 'west',
    version: '3.8.0',
    nodes: [server('example-single')],
    multicast: 'false',
  })

  expect(answer.status).toBe(201)
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect(answer.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/mmc\/api\/clusters\/[0-9a-f-]{36}$/)
  expect(answer.json).toEqual({
    name: 'west',
    location: 'N/A',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    version: '3.8.0',
    multicast: 'false',
    status: '0 of 1 nodes online',
    clusterStatus: 'WAITING_FOR_RESTART',
    nodesUpCount: 0,
    nodeServerIds: [server('example-single')],
    deployments: [],
    groupIds: [],
    lastRestarted: expect.any(Number),
    runningServices: -1,
    pausedServices: -1,
    stoppedServices: -1,
    totalServices: -1,
  })
  expect(await desired('example-single')).toMatchObject({
    cluster: { id: answer.json.id, name: 'west', multicast: false },
    command: { kind: 'restart', generation: 1 },
  })

  await agent('example-single').checkIn({ boot: 2, commandGeneration: 1, applications: carries })
  expect((await mmc('GET', '/clusters/west')).json).toMatchObject({
    clusterStatus: 'OK',
    status: '1 of 1 nodes online',
    runningServices: 1,
    stoppedServices: 1,
    totalServices: 2,
  })
  expect(thing('cluster')).not.toBe(answer.json.id)
})
