import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import { countFlow, type FlowQuotas } from './count-flow.ts'
import { createDefinition } from './create-definition.ts'
import type { Definition } from './definition.ts'
import { runsNewest, type Flow, type FlowAlias, type FlowPointer } from './flow.ts'
import { handleOf } from './handle.ts'
import type { FlowStatus } from './lifecycle.ts'
import { placementMembers } from './placement.ts'

/** What a flow is made of, besides what making it decides. */
export type NewFlow = Pick<
  Flow,
  | 'tenant'
  | 'id'
  | 'madeBy'
  | 'owners'
  | 'trigger'
  | 'source'
  | 'destination'
  | 'tags'
  | 'type'
  | 'templateId'
  | 'placement'
> & {
  definition: Definition
} & Named

/** A name is unique; beside it a label may be given that is not. */
type Named = { name: string; label?: string } | { label: string }

const descriptionKept = 1000
const labelKept = 256

/**
 * Makes a flow: an on-demand flow is active from the start, any other a draft until it is started. With a `name` that is
 * its key and handle; with a `label`, which may be another flow's too, the id is the key and the handle follows from both.
 * Key and handle are taken and the tenant's counts are raised in the same transaction, so neither uniqueness nor a quota is
 * a check before a write. Refused: `flow-name-taken`, `flow-quota-exceeded`.
 */
export function createFlow(flow: NewFlow, quotas: FlowQuotas, actor: Actor) {
  const { after, change } = planFlow(flow, actor)
  return { after, change: [...change, ...countFlow(after, 1, quotas).change] as const satisfies Change }
}

/** A flow and its items, without the counts. `additionId`: it is part of an addition, and not listed until that is done. */
export function planFlow({ definition, ...flow }: NewFlow, { at, name: by }: Actor, additionId?: string) {
  const status: FlowStatus = initialStatus(flow.trigger)
  const item: Flow = {
    tenant: flow.tenant,
    ...identityOf(flow),
    id: flow.id,
    madeBy: flow.madeBy,
    owners: flow.owners,
    version: 1,
    status,
    since: at,
    description: shortened(definition.description),
    triggerKind: flow.trigger.kind,
    trigger: flow.trigger,
    source: flow.source,
    destination: flow.destination,
    tags: flow.tags,
    type: labelOf(flow.type),
    templateId: flow.templateId,
    ...placementMembers(flow.placement, flow.trigger.kind),
    definitionVersion: 1,
    startedVersion: runsNewest(flow.madeBy) ? 1 : undefined,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
    activatedAt: status === 'active' ? at : undefined,
    additionId,
  }
  const { tenant, key, handle, id } = item
  const change = [
    {
      kind: 'create',
      entity: 'flow',
      item,
      taken: 'flow-name-taken',
      message: `There is a flow named ${handle} already.`,
    },
    ...aliasesOf(item).map(createAlias),
    createPointer({ tenant, id, key }),
    ...createDefinition(item, 1, definition).change,
  ] as const satisfies Change
  return { after: item, change }
}

function identityOf({ id, ...flow }: { id: string } & Named) {
  if ('name' in flow) return { key: flow.name, handle: flow.name, label: labelOf(flow.label) ?? flow.name }
  return { key: id, handle: handleOf(flow.label, id), label: labelOf(flow.label) }
}

export const labelOf = <T extends string | undefined>(name: T) => name?.slice(0, labelKept) as T

export const shortened = (description: string | undefined): string | undefined => description?.slice(0, descriptionKept)

/** The alias of a flow whose handle is not its key. */
export const aliasesOf = ({ tenant, key, handle }: Flow): FlowAlias[] =>
  handle === key ? [] : [{ tenant, handle, aliasOf: key }]

const createAlias = (item: FlowAlias) =>
  ({
    kind: 'create',
    entity: 'flow-alias',
    item,
    // The digits of another id may be the same: it is decided again, with another id.
    taken: 'version-conflict',
    message: `There is a flow with the handle ${item.handle} already.`,
  }) as const

export const createPointer = (item: FlowPointer) =>
  ({
    kind: 'create',
    entity: 'flow-pointer',
    item,
    taken: 'version-conflict',
    message: 'There is a flow with this id already.',
  }) as const

/** The state a flow with this trigger begins in, and returns to when its trigger becomes one of another kind. */
export const initialStatus = (trigger: Flow['trigger']): FlowStatus =>
  trigger.kind === 'on-demand' ? 'active' : 'draft'
