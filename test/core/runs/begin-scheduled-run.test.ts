import { describe, expect, test } from 'vitest'
import type { Flow } from '../../../lib/core/flows/flow.ts'
import type { Schedule } from '../../../lib/core/flows/trigger.ts'
import { transferMessages } from '../../../lib/core/runs/begin-run.ts'
import { beginScheduledRun } from '../../../lib/core/runs/begin-scheduled-run.ts'
import type { FlowSchedule } from '../../../lib/core/runs/flow-schedule.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const dueAt = '2026-11-24T16:00:00.000Z'
const trigger = { kind: 'schedule', at: '2026-11-24T16:00:03.125Z', by: 'schedules-RecordDueFlow', dueAt } as const

const flow = (given: Partial<Schedule> = {}, more: Partial<Flow> = {}) =>
  storedFlow({
    status: 'active',
    triggerKind: 'schedule',
    trigger: { kind: 'schedule', expression: 'rate(1 hour)', ...given },
    activatedAt: '2026-11-01T00:00:00.000Z',
    ...more,
  })
const schedule = (given: Partial<FlowSchedule> = {}): FlowSchedule => ({
  tenant: 'default',
  flowId: flow().id,
  version: 4,
  errorCount: 0,
  ...given,
})
const begin = (one: Flow, noted?: FlowSchedule) =>
  beginScheduledRun(one, noted, { id: 'run-1', trigger, first: transferMessages })
const windowOf = (pull: Partial<Schedule>, noted?: FlowSchedule) => {
  const { startAt, endAt } = begin(flow(pull), noted).after.window ?? {}
  return [startAt, endAt]
}
const refusalOf = (work: () => unknown): string | undefined => {
  try {
    work()
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('the window of a run', () => {
  const pull = { source: 'src/in/' }

  test('is absent of a complete pull', () => {
    expect(begin(flow()).after).toMatchObject({ window: undefined, windowSource: undefined })
  })

  test('is at first the 30 days before the due time, whatever the clock says', () => {
    expect(windowOf({ pull })).toEqual(['2026-10-25T16:00:00.000Z', dueAt])
  })

  test('begins at first where the flow says so', () => {
    const firstFrom = '2026-11-20T08:30:00.750Z'
    expect(windowOf({ pull: { ...pull, firstFrom } })).toEqual(['2026-11-20T08:30:00.000Z', dueAt])
  })

  test('begins where the last successful one of the same source ended', () => {
    const noted = schedule({ windowEndAt: '2026-11-24T15:00:00.000Z', windowSource: 'src/in/' })
    expect(windowOf({ pull: { ...pull, firstFrom: '2026-11-20T08:30:00.000Z' } }, noted)).toEqual([
      '2026-11-24T15:00:00.000Z',
      dueAt,
    ])
  })

  test('is a first one where the source is another', () => {
    const noted = schedule({ windowEndAt: '2026-11-24T15:00:00.000Z', windowSource: 'src/other/' })
    expect(windowOf({ pull }, noted)).toEqual(['2026-10-25T16:00:00.000Z', dueAt])
  })

  test('ends before the due time by the offset', () => {
    expect(windowOf({ pull, offsetSeconds: 90 })[1]).toBe('2026-11-24T15:58:30.000Z')
  })
})

describe('a due time', () => {
  test('notes the run beside its flow, where nothing was noted and where something was', () => {
    const set = { runInProgress: 'run-1', lastDueAt: dueAt }
    expect(begin(flow()).change).toContainEqual(
      expect.objectContaining({
        kind: 'create',
        entity: 'flow-schedule',
        item: expect.objectContaining(set) as object,
      }),
    )
    const noted = schedule({ errorCount: 3 })
    expect(begin(flow(), noted).change).toContainEqual({
      kind: 'update',
      entity: 'flow-schedule',
      before: noted,
      set,
    })
  })

  test.each<[string, Partial<FlowSchedule>]>([
    ['while a run is in progress', { runInProgress: 'run-0' }],
    ['once it has begun a run', { lastDueAt: dueAt }],
    ['after a later one', { lastDueAt: '2026-11-24T16:00:01.000Z' }],
  ])('begins none %s', (_when, noted) => {
    expect(refusalOf(() => begin(flow(), schedule(noted)))).toBe('run-in-progress')
  })

  test('begins none of a flow that is not active', () => {
    expect(refusalOf(() => begin(flow({}, { status: 'inactive' })))).toBe('flow-not-active')
  })
})
