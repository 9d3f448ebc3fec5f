import { describe, expect, test } from 'vitest'
import { beginCalledRun } from '../../../lib/core/runs/begin-called-run.ts'
import { beginHostedRun } from '../../../lib/core/runs/begin-hosted-run.ts'
import {
  abandonHostedRun,
  reportHostedRun,
  withdrawHostedRun,
  type KnownHostedRun,
} from '../../../lib/core/runs/report-hosted-run.ts'
import type { HostedRun } from '../../../lib/core/runs/hosted-run.ts'
import type { Message } from '../../../lib/core/runs/message.ts'
import type { Run } from '../../../lib/core/runs/run.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const at = '2026-01-01T00:00:00.000Z'
const later = '2026-01-01T00:01:00.000Z'
const flow = storedFlow({ status: 'active', madeBy: 'oih', isHosted: true, placement: { kind: 'servers', ids: ['s'] } })
const standing = {
  serverId: 's',
  agentId: 'g',
  isLive: true,
  isTold: true,
  report: { flowId: flow.id, startGeneration: 1, state: 'running', reportedAt: at },
} as const
const asked = {
  id: '019b76da-a800-7000-8000-000000000001',
  trigger: { kind: 'webhook', at, by: 'webhook' },
  first: [{ stepId: 'one', queue: 'steps', payload: { order: 17 } }],
} as const

/** A run as it is kept, and how it was begun there. */
function kept(more: { begunAt?: string; run?: Partial<Run>; message?: Partial<Message> } = {}): KnownHostedRun {
  const items = beginHostedRun(flow, [standing], asked).change.flatMap((write) => ('item' in write ? [write] : []))
  const item = (entity: string) => items.find((one) => one.entity === entity)?.item
  return {
    hosted: { ...(item('hosted-run') as HostedRun), begunAt: more.begunAt },
    run: { ...(item('run') as Run), ...more.run },
    message: { ...(item('message') as Message), ...more.message },
  }
}
const entities = ({ change }: { change: readonly { kind: string; entity: string }[] }) =>
  change.map(({ kind, entity }) => `${kind} ${entity}`)
const ends = ['delete hosted-run', 'update message', 'add slice']

describe('a call of the webhook of a flow on runtimes', () => {
  test('is begun by one of those that run it, with what was sent', () => {
    const { after, change } = beginCalledRun(flow, undefined, { ...asked, externalId: 'order|17' }, [standing])
    expect(after).toMatchObject({ externalId: 'order|17', hostedBy: { serverId: 's', agentId: 'g' } })
    expect(entities({ change })).toEqual([
      'check flow',
      'create run',
      'create message',
      'put hosted-run',
      'create run-alias',
    ])
    expect(change[3]).toMatchObject({ item: { payload: { order: 17 } } })
  })

  test('is refused while none runs it', () => {
    const call = { ...asked, externalId: 'order|17' }
    expect(() => beginCalledRun(flow, undefined, call, [{ ...standing, isLive: false }])).toThrow(
      expect.objectContaining({ code: 'flow-not-active' }),
    )
  })
})

describe('a run that is to be cancelled', () => {
  const halted = { ...flow, haltedAt: later }
  const begun = { begunAt: at }
  test.each([
    ['was not begun there', kept(), flow, ends],
    ['was begun there', kept(begun), flow, []],
    ['was begun there before its flow was halted', kept(begun), halted, ends],
    ['was begun there after its flow was halted', kept({ ...begun, run: { startedAt: '2026-01-02' } }), halted, []],
    ['was begun there, of a flow that is gone', kept(begun), undefined, ends],
    ['was begun there, of a flow that was made anew', kept(begun), { ...flow, id: 'b'.repeat(24) }, ends],
  ])('and %s: %4$j', (_when, known, itsFlow, written) => {
    expect(entities(withdrawHostedRun(known, itsFlow, later))).toEqual(written)
  })
})

test('a run whose runtime was removed has failed, or is cancelled where that was asked', () => {
  const { change } = abandonHostedRun(kept({ begunAt: at }), later)
  expect(entities({ change })).toEqual(ends)
  expect(change[1]).toMatchObject({ set: { status: 'failed', cause: 'Its runtime was removed.' } })
  const cancelling = abandonHostedRun(kept({ begunAt: at, run: { status: 'cancelling' } }), later).change
  expect(cancelling[1]).toMatchObject({ set: { status: 'cancelled' } })
  expect(entities(abandonHostedRun(kept({ run: { status: 'succeeded' } }), later))).toEqual(['delete hosted-run'])
})

describe('a report', () => {
  const inProgress = { runId: asked.id, state: 'in-progress', steps: {} } as const
  test('notes on the run since when it is under way', () => {
    const { change } = reportHostedRun(kept(), inProgress, later)
    expect(change[1]).toMatchObject({ entity: 'run', set: { hostedBy: { serverId: 's', begunAt: later } } })
    const repeated = reportHostedRun(kept({ begunAt: at }), inProgress, later).change
    expect(repeated[1]).toMatchObject({ set: { hostedBy: { begunAt: at }, updatedAt: later } })
  })

  test('of the end of a run that was given up changes nothing of it', () => {
    const late = reportHostedRun(kept({ run: { status: 'failed' } }), { ...inProgress, state: 'succeeded' }, later)
    expect(entities(late)).toEqual(['delete hosted-run'])
  })
})
