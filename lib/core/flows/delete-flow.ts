import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import type { Flow } from './flow.ts'

const secondsKept = 24 * 60 * 60

/**
 * Deletes a flow and leaves, for a day, who did it: a deleted item cannot say so itself. Refused with `flow-in-use`
 * while its trigger is switched on, unless forced; an on-demand flow is idle although it is active.
 */
export function deleteFlow(flow: Flow, force: boolean, at: string, by: string) {
  const isOn = flow.triggerKind !== 'on-demand' && (flow.status === 'active' || flow.status === 'starting')
  if (isOn && !force) {
    throw new DomainError('flow-in-use', `Flow ${flow.name} is active. Stop it first, or delete it with forceDelete.`)
  }
  const tombstone = {
    tenant: flow.tenant,
    entity: 'flow' as const,
    name: flow.name,
    id: flow.id,
    version: flow.version + 1,
    status: flow.status,
    deletedAt: at,
    deletedBy: by,
    expiresAt: Math.floor(Date.parse(at) / 1000) + secondsKept,
  }
  return [
    { kind: 'delete', entity: 'flow', before: flow },
    {
      kind: 'create',
      entity: 'tombstone',
      item: tombstone,
      taken: 'version-conflict',
      message: 'It was deleted at the same moment.',
    },
    { kind: 'count', entity: 'tally', tenant: flow.tenant, name: 'flow', by: -1 },
  ] as const satisfies Change
}
