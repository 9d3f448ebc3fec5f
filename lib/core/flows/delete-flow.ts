import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import type { Run } from '../runs/run.ts'
import { refuseUnlisted } from './add-flows.ts'
import { countFlow } from './count-flow.ts'
import { aliasesOf } from './create-flow.ts'
import type { Flow } from './flow.ts'
import { isFormerForm } from './former-form.ts'

const secondsKept = 24 * 60 * 60

/**
 * Deletes a flow and leaves, for a day, who did it: a deleted item cannot say so itself. Its definition is removed by the
 * relay. Refused with `flow-in-use` while its trigger is switched on, unless forced; an on-demand flow is idle although it
 * is active.
 */
export function deleteFlow(flow: Flow, force: boolean, { at, name: by }: Actor) {
  refuseUnlisted(flow)
  const isOn = flow.triggerKind !== 'on-demand' && (flow.status === 'active' || flow.status === 'starting')
  if (isOn && !force) {
    throw new DomainError('flow-in-use', `Flow ${flow.handle} is active. Stop it first, or force its deletion.`)
  }
  const { tenant, key, handle, id } = flow
  const tombstone = {
    tenant,
    entity: 'flow' as const,
    name: key,
    handle,
    id,
    version: flow.version + 1,
    status: flow.status,
    deletedAt: at,
    deletedBy: by,
    expiresAt: Math.floor(Date.parse(at) / 1000) + secondsKept,
  }
  const [ofTenant, ofDialect] = countFlow(flow, -1).change
  // A flow of the former form has no pointer yet, and its tenant's count has never had it.
  const former = isFormerForm(flow)
  const counts = former ? [ofDialect] : [ofTenant, ofDialect]
  const change = [
    { kind: 'delete', entity: 'flow', before: flow },
    ...aliasesOf(flow).map((before) => ({ kind: 'delete', entity: 'flow-alias', before }) as const),
    ...(former ? [] : [{ kind: 'delete', entity: 'flow-pointer', before: { tenant, id, key } } as const]),
    {
      kind: 'create',
      entity: 'tombstone',
      item: tombstone,
      taken: 'version-conflict',
      message: 'It was deleted at the same moment.',
    },
    ...counts,
  ] as const satisfies Change
  return { change }
}

/** Refuses with `flow-in-use` to delete a flow with runs in progress. One that begins at the same moment ends with the flow. */
export function refuseWithRuns({ handle }: Flow, inProgress: readonly Pick<Run, 'id'>[]): void {
  if (inProgress.length === 0) return
  throw new DomainError(
    'flow-in-use',
    `A run of flow ${handle} is in progress. Cancel it first, or force the deletion of the flow.`,
  )
}
