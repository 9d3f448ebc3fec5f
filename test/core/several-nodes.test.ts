import { describe, expect, test } from 'vitest'
import { actOnApplications, applicationsOf } from '../../lib/core/servers/runtime-applications.ts'
import { actOnEndpoint, actOnFlow, type FlowAction } from '../../lib/core/servers/command-runtime-flows.ts'
import { findFlow, flowsOf, type ServerFlows } from '../../lib/core/servers/runtime-flows.ts'
import type {
  DesiredApplication,
  EndpointState,
  FlowState,
  ObservedApplication,
  Server,
} from '../../lib/core/servers/server.ts'

const at = '2026-06-01T12:00:00.000Z'
const actor = { name: 'x', kind: 'user', via: 'mmc', at } as const
const flowStates = ['running', 'paused', 'stopped'] as const
const endpointStates = ['started', 'stopped'] as const

interface Node {
  flow?: FlowState
  endpoint?: EndpointState
  application?: ObservedApplication['status']
  placement?: string
  desired?: DesiredApplication
  status?: ServerFlows['status']
}

const nodes = (given: readonly Node[]): ServerFlows[] =>
  given.map(({ flow = 'running', endpoint, application = 'started', placement, desired, status = 'ok' }, index) => {
    const observed = { status: application, placement, digest: '', running: 1, paused: 0, stopped: 0 }
    const server: Server = {
      tenant: 't',
      id: `s${index}`,
      version: 1,
      name: `s${index}`,
      agentId: `a${index}`,
      agentUrl: 'https://one',
      runtimeVersion: '3.8.0',
      hostIp: '10.0.0.1',
      groupIds: [],
      desired: { generation: 1, applications: desired ? { a: desired } : {} },
      observed: {
        bootId: '1',
        seq: 1,
        status: 'running',
        commandGeneration: 0,
        startedAt: at,
        changedAt: at,
        applications: { a: observed },
      },
      createdAt: at,
      createdBy: 'x',
    }
    const endpoints = [
      {
        id: 'e',
        address: 'x',
        type: 'VM',
        connector: 'c',
        status: endpoint ?? (flow === 'running' ? ('started' as const) : ('stopped' as const)),
        synchronous: true,
        filtered: false,
        transacted: false,
      },
    ]
    const flows = [{ name: 'F', kind: 'flow' as const, status: flow, endpoints }]
    const applications = [{ tenant: 't', serverId: server.id, name: 'a', flows, reportedAt: at }]
    return { server, lease: undefined, status, applications }
  })
const flowOf = (given: readonly Node[]) => flowsOf(nodes(given))[0]
const applicationOf = (given: readonly Node[]) => applicationsOf(nodes(given))[0]?.status
const pairs = <T>(all: readonly T[]): [T, T][] => all.flatMap((one) => all.map((other): [T, T] => [one, other]))
/** Every pair of states the nodes report, under every state that was asked of both. */
const asked = pairs(flowStates).flatMap((pair) => flowStates.map((to) => [...pair, to] as const))

describe('a flow of two nodes', () => {
  test.each(asked)('that is %s and %s, asked to be %s, shows that only when both are there', (one, other, to) => {
    const desired = { flows: { F: to } }
    const shown = flowOf([
      { flow: one, desired },
      { flow: other, desired },
    ])?.status
    const isThere = one === to && other === to
    expect(shown === to).toBe(isThere)
    if (to === 'stopped' && !isThere) expect(shown).toBe('stopping')
    else if (!isThere) expect([one, other]).toContain(shown)
  })

  test.each(pairs(flowStates))('that is %s and %s as its nodes were each asked is neither', (one, other) => {
    const each = [one, other].map((flow) => ({ flow, desired: { flows: { F: flow } } }))
    expect(flowOf(each)?.status).toBe(one === other ? one : 'stopping')
  })

  test('whose nodes were each asked for something else is neither, also while one is on its way', () => {
    const apart: Node[] = [
      { flow: 'stopped', desired: { flows: { F: 'running' } } },
      { flow: 'paused', desired: { flows: { F: 'paused' } } },
    ]
    expect(flowOf(apart)?.status).toBe('stopping')
    expect(flowOf(apart.toReversed())?.status).toBe('stopping')
  })

  test.each(pairs(flowStates))('that is %s and %s, with nothing asked, is as far as the one behind', (one, other) => {
    const least = ['stopped', 'paused', 'running'].find((state) => state === one || state === other)
    expect(flowOf([{ flow: one }, { flow: other }])?.status).toBe(least)
  })

  test('is not taken for asked for because every object has a member of its name', () => {
    const named = (name: string) => {
      const desired: DesiredApplication = { flows: { other: 'stopped' }, endpoints: { other: 'stopped' } }
      const given = nodes([{ desired }, { flow: 'stopped', desired: { ...desired, flows: { [name]: 'running' } } }])
      for (const { flows } of given.flatMap(({ applications }) => applications))
        for (const flow of flows)
          Object.assign(flow, { name, endpoints: flow.endpoints.map((one) => ({ ...one, id: name })) })
      return flowsOf(given)[0]
    }
    for (const name of ['constructor', '__proto__']) {
      expect([named(name)?.status, named(name)?.flow.endpoints[0]?.status]).toEqual(['stopped', 'stopped'])
    }
    expect(named('F')?.status).toBe('stopped')
  })

  test.each([
    [['started', 'failed'], 'stopped'],
    [['failed', 'failed'], undefined],
    [['failed'], undefined],
  ] as const)('of an application that is %s is %s', (given, shown) => {
    expect(flowOf(given.map((application) => ({ application })))?.status).toBe(shown)
  })

  test('of which one is down shows the other', () => {
    expect(flowOf([{ flow: 'stopped' }, { flow: 'running', status: 'stopped' }])?.status).toBe('stopped')
    expect(flowsOf(nodes([{ status: 'stopped' }]))).toEqual([])
  })
})

describe('a command to a flow of two nodes', () => {
  const act = (given: readonly Node[], action: FlowAction) => {
    try {
      const { change } = actOnFlow(nodes(given), { application: 'a', flow: 'F', action }, actor)
      return change.map(({ before, set }) => [before.id, set.desired?.applications.a?.flows?.F])
    } catch (error) {
      return (error as { code?: string }).code
    }
  }
  const leads = { start: 'running', pause: 'paused', stop: 'stopped' } as const
  const from = { start: ['stopped', 'paused'], pause: ['running'], stop: ['running', 'paused'] }
  const cases = asked.flatMap((one) => (['start', 'pause', 'stop'] as const).map((action) => [...one, action] as const))

  test.each(cases)('that is %s and %s, asked to be %s: %s goes to both or to none', (one, other, to, action) => {
    const desired = { flows: { F: to } }
    const isStopping = to === 'stopped' && (one !== 'stopped' || other !== 'stopped')
    const isAllowed = !isStopping && [one, other, to].some((state) => from[action].includes(state))
    const both = [0, 1].map((index) => [`s${index}`, leads[action]])
    expect(
      act(
        [
          { flow: one, desired },
          { flow: other, desired },
        ],
        action,
      ),
    ).toEqual(!isAllowed ? 'runtime-flow-state' : leads[action] === to ? [] : both)
  })

  test('reaches a node that is down too, so that it comes back like the others', () => {
    const given: Node[] = [{ flow: 'running' }, { flow: 'running', status: 'stopped' }]
    expect(act(given, 'stop')).toEqual([
      ['s0', 'stopped'],
      ['s1', 'stopped'],
    ])
  })

  test('brings nodes that were asked for different things together', () => {
    const apart: Node[] = [
      { flow: 'running', desired: { flows: { F: 'running' } } },
      { flow: 'stopped', desired: { flows: { F: 'stopped' } } },
    ]
    expect(act(apart, 'start')).toEqual([['s1', 'running']])
    expect(act(apart, 'stop')).toEqual([['s0', 'stopped']])
  })

  test('is refused when its application does not run, and when no node is up', () => {
    expect(act([{ flow: 'stopped', application: 'stopped' }], 'start')).toBe('runtime-flow-state')
    expect(act([{ status: 'stopped' }], 'stop')).toBe('no-server-available')
  })
})

describe('an endpoint of two nodes', () => {
  const cases = pairs(endpointStates).flatMap((pair) => endpointStates.map((to) => [...pair, to] as const))

  test.each(cases)('that is %s and %s, asked to be %s, shows that only when both are there', (one, other, to) => {
    const desired = { endpoints: { e: to } }
    const [endpoint] =
      flowOf([
        { endpoint: one, desired },
        { endpoint: other, desired },
      ])?.flow.endpoints ?? []
    expect(endpoint?.status === to).toBe(one === to && other === to)
  })

  test('is started while its nodes were asked for different things', () => {
    const given: Node[] = [{ endpoint: 'started' }, { endpoint: 'stopped', desired: { endpoints: { e: 'stopped' } } }]
    expect(flowOf(given)?.flow.endpoints[0]?.status).toBe('started')
    expect(flowOf([...given].reverse())?.flow.endpoints[0]?.status).toBe('started')
  })

  test.each(cases)('that is %s and %s, asked to be %s, is commanded on both', (one, other, to) => {
    const desired = { endpoints: { e: to } }
    for (const wanted of endpointStates) {
      const what = { application: 'a', flow: 'F', endpoint: 'e', to: wanted }
      const { change } = actOnEndpoint(
        nodes([
          { endpoint: one, desired },
          { endpoint: other, desired, status: 'stopped' },
        ]),
        what,
        actor,
      )
      expect(change.map(({ set }) => set.desired?.applications.a?.endpoints)).toEqual(
        wanted === to ? [] : [{ e: wanted }, { e: wanted }],
      )
    }
  })
})

describe('an application of two nodes', () => {
  test('that failed on one of them can be stopped', () => {
    const desired: DesiredApplication = { state: 'stopped' }
    const other: Node = { application: 'stopped', desired }
    expect(applicationOf([{ application: 'failed', desired }, other])).toBe('stopped')
  })

  const states = ['initialised', 'started', 'stopped'] as const
  const cases = pairs(states).flatMap((pair) => (['started', 'stopped'] as const).map((to) => [...pair, to] as const))

  test.each(cases)('that is %s and %s, asked to be %s, shows that only when both are there', (one, other, to) => {
    const shown = applicationOf([
      { application: one, desired: { state: to } },
      { application: other, desired: { state: to } },
    ])
    expect(shown === to).toBe(one === to && other === to)
    expect(states).toContain(shown)
  })

  test.each([
    [['started', 'started'], 'started'],
    [['started', 'initialised'], 'initialised'],
    [['started', 'stopped'], 'stopped'],
    [['stopped', 'initialised'], 'initialised'],
    [['started', 'failed'], 'initialised'],
    [['stopped', 'failed'], 'initialised'],
    [['failed', 'failed'], undefined],
  ] as const)('that is %s, with nothing asked, is %s', (given, shown) => {
    expect(applicationOf(given.map((application) => ({ application })))).toBe(shown)
  })

  test('that nobody wants any more is there until its last node has disposed of it', () => {
    const leaving = (application: ObservedApplication['status']) => ({ application, placement: 'r' })
    expect(applicationOf([leaving('disposed'), leaving('started')])).toBe('started')
    expect(applicationOf([leaving('stopped'), leaving('started')])).toBe('stopped')
    expect(applicationOf([leaving('disposed'), leaving('disposed')])).toBe('disposed')
  })

  test('that was asked for different things is neither started nor stopped', () => {
    const given: Node[] = [{ application: 'started' }, { application: 'stopped', desired: { state: 'stopped' } }]
    expect(applicationOf(given)).toBe('initialised')
  })

  test.each(cases)(
    'that is %s and %s, asked to be %s, is commanded on both, also when one is down',
    (one, other, to) => {
      for (const [action, state] of [
        ['start', 'started'],
        ['stop', 'stopped'],
      ] as const) {
        const watched = nodes([
          { application: one, desired: { state: to } },
          { application: other, desired: { state: to }, status: 'stopped' },
        ])
        const { change } = actOnApplications(watched, ['a'], action, actor)
        expect(change.map(({ set }) => set.desired?.applications.a?.state)).toEqual(to === state ? [] : [state, state])
      }
    },
  )

  test('a flow of it is found by its name', () => {
    expect(findFlow(nodes([{}, {}]), 'a', 'F').on).toEqual(['s0', 's1'])
  })
})
