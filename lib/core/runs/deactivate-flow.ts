import type { Change } from '../change.ts'
import type { Flow } from '../flows/flow.ts'
import { flowLifecycle } from '../flows/lifecycle.ts'
import { judge } from '../lifecycle.ts'
import type { FlowSchedule } from './flow-schedule.ts'

/**
 * Suspends a flow after as many failed runs in a row as its schedule allows, if it is still active since the activation that
 * they were counted for. No change else.
 */
export function deactivateFlow(flow: Flow, schedule: FlowSchedule, at: string) {
  const { trigger } = flow
  const allowed = trigger.kind === 'schedule' ? trigger.errorsAllowed : undefined
  const isSpent = allowed !== undefined && schedule.errorCount >= allowed
  const { deactivate } = flowLifecycle.moves
  const applies = judge(deactivate, { ...flow }) === 'applies' && flow.activatedAt === schedule.activatedAt
  if (!isSpent || !applies) return { change: [] }
  const set = {
    status: deactivate.to,
    since: at,
    statusMessage: `The flow was deactivated after ${schedule.errorCount} runs in a row that failed.`,
    updatedAt: at,
    updatedBy: 'relay',
  } as const
  const change = [{ kind: 'update', entity: 'flow', before: flow, set }] as const satisfies Change
  return { change }
}
