import { describe, expect, test } from 'vitest'
import { placeFlow } from '../../../lib/core/flows/place-flow.ts'
import { planForgetting, planHosting, wantedOf } from '../../../lib/core/flows/host-flow.ts'
import type { FlowServers, HostingReport, Told } from '../../../lib/core/flows/hosting.ts'
import { judgeReports, settleHostedFlow, type Standing } from '../../../lib/core/flows/settle-hosted-flow.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const placement = { kind: 'servers', ids: ['a', 'b'] } as const
const hosted = (more: Parameters<typeof storedFlow>[0] = {}) =>
  storedFlow({ isHosted: true, placement, status: 'starting', ...more })
const report = (state: HostingReport['state'], more: Partial<HostingReport> = {}): HostingReport => ({
  flowId: 'a'.repeat(24),
  startGeneration: 1,
  state,
  reportedAt: '',
  ...more,
})
const standing = (said: HostingReport | undefined, more: Partial<Standing> = {}): Standing => ({
  serverId: 's',
  agentId: 'g',
  isLive: true,
  isTold: true,
  report: said,
  ...more,
})

describe('what runtimes report', () => {
  const down = { isLive: false }
  test.each([
    ['all live ones run it', [standing(report('running')), standing(undefined, down)], 'started'],
    ['one is starting', [standing(report('running')), standing(report('starting'))], undefined],
    ['one has not said', [standing(report('running')), standing(undefined)], undefined],
    ['none is live', [standing(report('running'), down)], undefined],
    ['there is none', [], undefined],
    ['one runs the start before', [standing(report('running', { startGeneration: 0 }))], undefined],
    ['one runs the flow of that name before', [standing(report('running', { flowId: 'b' }))], undefined],
    ['one has failed', [standing(report('running')), standing(report('failed', { cause: 'why' }))], 'fail'],
    ['one has failed at the start before', [standing(report('failed', { startGeneration: 0 }))], undefined],
  ])('makes of a starting flow, when %s: %3$s', (_when, standings, move) => {
    expect(judgeReports(hosted(), standings)?.move).toBe(move)
  })

  test.each([
    ['all live ones stopped it', [standing(report('stopped')), standing(report('running'), down)], 'stopped'],
    ['one is stopping', [standing(report('stopping'))], undefined],
    ['one was told to run it and has not said', [standing(undefined)], undefined],
    ['one was never told', [standing(undefined, { isTold: false })], 'stopped'],
    ['one has failed meanwhile', [standing(report('failed'))], 'stopped'],
    ['none is live', [standing(report('running'), down)], 'stopped'],
  ])('makes of a stopping flow, when %s: %3$s', (_when, standings, move) => {
    expect(judgeReports(hosted({ status: 'stopping' }), standings)?.move).toBe(move)
  })

  test('fails an active or paused flow in the words of the runtime, and its next start is another one', () => {
    for (const status of ['active', 'paused'] as const) {
      const flow = hosted({ status })
      const { change } = settleHostedFlow(flow, [standing(report('failed', { cause: 'port in use' }))], 'now')
      expect(change[0]?.set).toMatchObject({ status: 'errored', statusMessage: 'port in use', endedStarts: 1 })
      expect(wantedOf({ ...flow, status: 'errored', endedStarts: 1 })).toMatchObject({ startGeneration: 1 })
      expect(wantedOf({ ...flow, status: 'starting', endedStarts: 1 })).toMatchObject({ startGeneration: 2 })
    }
  })
})

describe('what servers are told', () => {
  const told: Told = { state: 'running', startGeneration: 1, definitionVersion: 1, definitionSha256: 'h' }
  const server = (serverId: string) => ({ serverId, agentId: `agent-${serverId}` })
  const known = (more: Partial<FlowServers> = {}): FlowServers => ({
    tenant: 'default',
    flowId: 'a'.repeat(24),
    flowKey: 'f1',
    version: 1,
    servers: [server('a'), server('b')],
    targets: ['servers:a', 'servers:b'],
    told,
    ...more,
  })
  const plan = (flow: ReturnType<typeof hosted>, before: FlowServers | undefined, ids: string[], said?: Told) =>
    planHosting(flow, { known: before, servers: ids.map(server), told: said }, 9)
  const named = ({ hostings }: ReturnType<typeof plan>) => hostings.map(({ serverId, state }) => `${serverId} ${state}`)

  test('is nothing of a draft, though its servers are noted', () => {
    const { hostings, after } = plan(hosted({ status: 'draft' }), undefined, ['a', 'b'])
    expect(hostings).toEqual([])
    expect(after).toMatchObject({ version: 1, targets: ['servers:a', 'servers:b'], told: undefined })
  })

  test('is said to all of them when it is news, and to none when it is not', () => {
    expect(named(plan(hosted(), known({ told: undefined }), ['a', 'b'], told))).toEqual(['a running', 'b running'])
    const again = plan(hosted({ status: 'active', version: 5 }), known(), ['a', 'b'], told)
    expect(again).toEqual({ hostings: [] })
    expect(named(plan(hosted(), known(), ['a', 'b'], { ...told, startGeneration: 2 }))).toHaveLength(2)
    const halted = hosted({ status: 'stopping', stopMode: 'hard' })
    const soft = known({ told: { ...told, state: 'stopped' } })
    expect(named(plan(halted, soft, ['a', 'b'], { ...told, state: 'stopped', stopMode: 'hard' }))).toHaveLength(2)
  })

  test('is said to one that joins while the flow is to run, and one that leaves is to forget it', () => {
    expect(named(plan(hosted({ status: 'active' }), known(), ['b', 'c'], told))).toEqual(['c running', 'a removed'])
    const stopped = { ...told, state: 'stopped' } as const
    const inactive = hosted({ status: 'inactive' })
    expect(named(plan(inactive, known({ told: stopped }), ['a', 'b', 'c'], stopped))).toEqual([])
  })

  test('stays as it was where others go on after one has failed', () => {
    expect(plan(hosted({ status: 'errored', endedStarts: 1 }), known(), ['a', 'b'], told)).toEqual({ hostings: [] })
  })

  test('sorts by incarnation, by the version of the flow, and by that of its servers', () => {
    const revision = (version: number, serversVersion: number) =>
      plan(hosted({ version }), known({ version: serversVersion, told: undefined }), ['a', 'b'], told).hostings[0]
        ?.revision ?? ''
    const [gone] = planForgetting(known(), undefined, 9)
    const inOrder = [revision(2, 9), revision(9, 1), revision(10, 1), revision(10, 2), gone?.revision ?? '']
    expect([...inOrder].sort()).toEqual(inOrder)
  })
})

test('a flow is placed while it is stopped, one that is run on demand never, and either may be left to the service', () => {
  const actor = { name: 'ann', kind: 'user', via: 'control', at: 'now' } as const
  for (const status of ['draft', 'inactive', 'errored'] as const)
    expect(placeFlow(storedFlow({ status }), placement, actor).after).toMatchObject({ placement, isHosted: true })
  for (const status of ['starting', 'active', 'paused', 'stopping'] as const)
    expect(() => placeFlow(storedFlow({ status }), placement, actor)).toThrow('Stop it before')
  const onDemand = storedFlow({ status: 'active', triggerKind: 'on-demand' })
  expect(() => placeFlow(onDemand, placement, actor)).toThrow('run on demand')
  const back = placeFlow(hosted({ status: 'inactive' }), { kind: 'service', ids: [] }, actor).after
  expect([back.placement, back.isHosted]).toEqual([undefined, undefined])
})
