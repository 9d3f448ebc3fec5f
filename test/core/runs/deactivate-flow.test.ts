import { expect, test } from 'vitest'
import type { Flow } from '../../../lib/core/flows/flow.ts'
import { deactivateFlow } from '../../../lib/core/runs/deactivate-flow.ts'
import type { FlowSchedule } from '../../../lib/core/runs/flow-schedule.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const at = '2026-11-24T16:00:00.000Z'
const activatedAt = '2026-11-01T00:00:00.000Z'
const flow = (more: Partial<Flow> = {}, errorsAllowed: number | undefined = 3) =>
  storedFlow({
    status: 'active',
    triggerKind: 'schedule',
    trigger: { kind: 'schedule', expression: 'rate(1 hour)', errorsAllowed },
    activatedAt,
    ...more,
  })
const schedule = (errorCount: number, more: Partial<FlowSchedule> = {}): FlowSchedule => ({
  tenant: 'default',
  flowId: flow().id,
  version: 2,
  errorCount,
  activatedAt,
  ...more,
})

test('as many errors in a row as are allowed suspend the flow, with a message AppFlow can show', () => {
  const { change } = deactivateFlow(flow(), schedule(3), at)

  expect(change).toMatchObject([{ kind: 'update', set: { status: 'inactive', since: at, updatedBy: 'relay' } }])
  expect(change[0]?.set.statusMessage).toMatch(/^The flow was deactivated after 3 [\s\w/!@#+=.-]*$/)
})

test.each<[string, Flow, FlowSchedule]>([
  ['fewer errors', flow(), schedule(2)],
  ['no threshold', flow({ trigger: { kind: 'schedule', expression: 'rate(1 hour)' } }), schedule(100)],
  ['a flow that was started anew', flow({ activatedAt: at }), schedule(3)],
  ['a flow that is paused', flow({ status: 'paused' }), schedule(3)],
  ['a flow that is active no more', flow({ status: 'inactive' }), schedule(3)],
  ['a flow that has another trigger now', flow({ trigger: { kind: 'on-demand' } }), schedule(3)],
])('%s changes nothing', (_what, one, noted) => {
  expect(deactivateFlow(one, noted, at).change).toEqual([])
})
