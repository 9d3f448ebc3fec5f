import { afterAll, expect, test } from 'vitest'
import { firstMessageId } from '../../lib/core/runs/message.ts'
import { findFlow } from '../../lib/store/flows.ts'
import { moveFlow } from '../../lib/store/move.ts'
import { read } from '../../lib/store/read.ts'
import { listRunsOfFlow } from '../../lib/store/runs.ts'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import type { ItemChange, RelayContext, RelayEffect } from '../../lib/runtime/declarations/relay.ts'
import { startTestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { componentId, graph } from '../_harness/hub-flows.ts'

/** The names of the hub's events of each flow, in the order in which they went out. */
const told = new Map<string, string[]>()
const registry = await loadRegistry()
const functions = registry.functions.map((unit) =>
  unit.kind === 'relay'
    ? { ...unit, parts: unit.parts.map((part) => ({ ...part, effect: heard(part.effect) })) }
    : unit,
)
function heard(effect: RelayEffect): RelayEffect {
  if (effect.name !== 'PublishHubEvents') return effect
  const run = (change: ItemChange, context: RelayContext) => {
    const publish: RelayContext['publish'] = (event) => {
      const { payload } = event.detail as { payload: { id?: string; flowId?: string } }
      const { id, flowId = id } = payload
      told.set(String(flowId), [...(told.get(String(flowId)) ?? []), event.type])
      return context.publish(event)
    }
    return effect.run?.(change, { ...context, publish } as never) ?? Promise.resolve()
  }
  return { ...effect, run }
}

const clock = testClock('2027-01-04T00:00:30.000Z')
const app = await startTestApp({ timers: clock, registry: { ...registry, functions } })
afterAll(() => app.stop())
const invoke = (name: string, input: object) => app.functions.invoke(name, input)

async function make(cron?: string) {
  const made = (await invoke('oih-CreateFlow', { flow: { name: 'F', graph, cron } })) as { data: { id: string } }
  return made.data.id
}
const flowOf = (id: string) => findFlow(app.table, 'default', { id })
const dueTimes = async (id: string) =>
  (await listRunsOfFlow(app.table, 'default', id, { limit: 100 })).runs.map(({ trigger }) => trigger.dueAt).sort()

test('a start is settled with its schedule armed, as of the moment at which it was asked for', async () => {
  const id = await make('*/2 * * * *')
  await invoke('oih-StartFlow', { id })
  await app.settled()

  const flow = await flowOf(id)
  expect(flow).toMatchObject({ status: 'active', activatedAt: flow?.since, updatedBy: 'relay', startedVersion: 1 })
  clock.set('2027-01-04T00:02:00.000Z')
  await app.settled()
  expect(await dueTimes(id)).toEqual(['2027-01-04T00:02:00.000Z'])
  await invoke('oih-StopFlow', { id })
  await app.settled()
  expect((await flowOf(id))?.status).toBe('inactive')
  clock.set('2027-01-04T00:04:00.000Z')
  await app.settled()
  expect(await dueTimes(id)).toHaveLength(1)
})

test('each due second of a minute begins one run, whose first step waits for it', async () => {
  const id = await make('5,40 * * * * *')
  await invoke('oih-StartFlow', { id })
  await app.settled()
  clock.set('2027-01-04T00:05:00.000Z')
  await app.settled()
  const flow = await flowOf(id)
  // The clock calls twice now and then.
  await invoke('schedules-RecordDueFlow', {
    tenant: 'default',
    flowKey: id,
    flowId: flow?.id,
    dueAt: '2027-01-04T00:05:00.000Z',
  })

  expect(await dueTimes(id)).toEqual(['2027-01-04T00:05:05.000Z', '2027-01-04T00:05:40.000Z'])
  await invoke('oih-StopFlow', { id })
  await app.settled()
})

test('the first step of a due run is given what Open Integration Hub’s scheduler says', async () => {
  const id = await make('30 */2 * * * *')
  await invoke('oih-StartFlow', { id })
  await app.settled()
  clock.set('2027-01-04T00:08:00.000Z')
  await app.settled()

  const [run] = (await listRunsOfFlow(app.table, 'default', id, { limit: 1 })).runs
  const message = await read(app.table, 'message', 'default', run?.id ?? '', firstMessageId(run?.id ?? '', 0))
  expect(message?.payload).toEqual({
    data: { sheduledTimestamp: '2027-01-04T00:08:30.000Z', nextSheduledTimestamp: '2027-01-04T00:10:30.000Z' },
    metadata: {
      source: { name: 'scheduler', type: 'scheduler', externalExecId: expect.stringMatching(/^[0-9a-f]{32}$/) },
    },
  })
  await invoke('oih-StopFlow', { id })
  await app.settled()
})

test('a flow that another API stops while it is starting leaves no schedule behind', async () => {
  const id = await make('* * * * *')
  const at = clock.now().toISOString()
  await moveFlow(app.table, { tenant: 'default', flow: { id }, move: 'beginStart', at, by: 'test' })
  await moveFlow(app.table, { tenant: 'default', flow: { id }, move: 'stop', at, by: 'test' })
  await app.settled()

  expect((await flowOf(id))?.status).toBe('inactive')
  clock.advance(180)
  await app.settled()
  expect(await dueTimes(id)).toEqual([])
})

test('a start that a strict tenant refuses is told as failed and stopped, never as started, and arms nothing', async () => {
  const lenient = await make('*/2 * * * *')
  await invoke('oih-StartFlow', { id: lenient })
  await app.settled()
  expect(told.get(lenient)).toEqual(['flowrepo.flow.created', 'flow.starting', 'flow.started'])
  await invoke('control-PutSettings', { strictComponents: true })

  const strict = await make('*/2 * * * *')
  await invoke('oih-StartFlow', { id: strict })
  await app.settled()

  expect(told.get(strict)).toEqual(['flowrepo.flow.created', 'flow.starting', 'flow.failed', 'flow.stopped'])
  expect(await flowOf(strict)).toMatchObject({
    status: 'errored',
    statusMessage: `Nobody has registered the component ${componentId}.`,
  })
  expect(await flowOf(lenient)).toMatchObject({ status: 'active' })
  clock.advance(180)
  await app.settled()
  expect(await dueTimes(strict)).toEqual([])
})
