import type { Change } from '../change.ts'
import type { Flow } from './flow.ts'
import type { FlowStatus } from './lifecycle.ts'

/** What a flow is made of, besides what making it decides. */
export type NewFlow = Pick<
  Flow,
  'tenant' | 'name' | 'id' | 'description' | 'trigger' | 'source' | 'destination' | 'tags' | 'details'
>

/**
 * Makes a flow: an on-demand flow is active from the start, any other a draft until it is started. The name is taken
 * and the tenant's tally is raised in the same transaction, so neither uniqueness nor the quota is a check before a
 * write. Refused: `flow-name-taken`, `flow-quota-exceeded`.
 */
export function createFlow(flow: NewFlow, quota: number, at: string, by: string) {
  const status: FlowStatus = initialStatus(flow.trigger)
  const item: Flow = {
    ...flow,
    version: 1,
    status,
    triggerKind: flow.trigger.kind,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
    activatedAt: status === 'active' ? at : undefined,
  }
  const change = [
    {
      kind: 'create',
      entity: 'flow',
      item,
      taken: 'flow-name-taken',
      message: `There is a flow named ${flow.name} already.`,
    },
    {
      kind: 'count',
      entity: 'tally',
      tenant: flow.tenant,
      name: 'flow',
      by: 1,
      atMost: quota,
      exceeded: 'flow-quota-exceeded',
      message: `There are ${quota} flows already, which is the quota.`,
    },
  ] as const satisfies Change
  return { flow: item, change }
}

/** The state a flow with this trigger begins in, and returns to when its trigger becomes one of another kind. */
export const initialStatus = (trigger: Flow['trigger']): FlowStatus =>
  trigger.kind === 'on-demand' ? 'active' : 'draft'
