import type { Actor } from '../actor.ts'
import type { Change, Patch } from '../change.ts'
import { DomainError } from '../errors.ts'
import { refuseUnlisted } from './add-flows.ts'
import { initialStatus, shortened } from './create-flow.ts'
import { createDefinition } from './create-definition.ts'
import type { Definition } from './definition.ts'
import { runsNewest, type Flow, type FlowDialect } from './flow.ts'
import { placementMembers } from './placement.ts'
import { besidePresentForm, presentMembers } from './migrate-flow.ts'

/**
 * Changes a flow's settings and keeps its state: an active flow goes on, with the new settings from its next run
 * (docs/dialects/appflow.md 5). Only a trigger that becomes or stops being on-demand puts it back to its first state.
 */
export function updateFlow(flow: Flow, patch: Patch<'flow'>, { at, name: by }: Actor) {
  refuseUnlisted(flow)
  const trigger = patch.trigger ?? flow.trigger
  const isOtherKind = (trigger.kind === 'on-demand') !== (flow.triggerKind === 'on-demand')
  const status = isOtherKind ? initialStatus(trigger) : flow.status
  const set: Patch<'flow'> = {
    ...patch,
    triggerKind: trigger.kind,
    ...placementMembers(flow.placement, trigger.kind),
    status,
    ...(isOtherKind ? { since: at, activatedAt: status === 'active' ? at : undefined, statusMessage: undefined } : {}),
    updatedAt: at,
    updatedBy: by,
  }
  const change = [{ kind: 'update', entity: 'flow', before: flow, set }] as const satisfies Change
  return { after: { ...flow, ...set, version: flow.version + 1 }, change }
}

/**
 * As `updateFlow`, with another version of the definition. Refused with `flow-made-elsewhere` but through the dialect that
 * made the flow: another one cannot express all of it.
 */
export function redefineFlow(
  flow: Flow,
  through: FlowDialect,
  definition: Definition,
  patch: Patch<'flow'>,
  actor: Actor,
) {
  if (flow.madeBy !== through) {
    throw new DomainError(
      'flow-made-elsewhere',
      `Flow ${flow.handle} was made through ${flow.madeBy} and is updated there.`,
    )
  }
  const version = flow.definitionVersion + 1
  const versions = { definitionVersion: version, ...(runsNewest(flow.madeBy) ? { startedVersion: version } : {}) }
  const described = { ...presentMembers(flow), ...patch, ...versions, description: shortened(definition.description) }
  const { after, change } = updateFlow(flow, described, actor)
  const beside = [...besidePresentForm(flow).change, ...createDefinition(flow, version, definition).change]
  return { after, change: [...change, ...beside] as const satisfies Change }
}
