import { tenantFlowQuota } from '#core/flows/count-flow.ts'
import { createFlow } from '#core/flows/create-flow.ts'
import type { Placement } from '#core/flows/placement.ts'
import type { CallContext } from '#runtime/invocation/context.ts'
import type { Content } from '#core/hub/content.ts'
import { toDefinition, toTrigger } from '#core/hub/definition.ts'
import { asOwners, membersOf, organisationAsOwners, readContent, withOwners } from './flow.ts'

/** The flow that a body makes, to run where it is said, of the caller and the caller's organisation besides whom it names. Refused: `input-invalid`. */
export function newFlow(body: unknown, placement: Placement | undefined, context: CallContext) {
  const { caller } = context
  const owners = [...asOwners(caller), ...organisationAsOwners(caller)]
  const content = readContent(withOwners(membersOf(body, 'flow'), owners), 'flow')
  const definition = toDefinition(content)
  const made = {
    tenant: caller.tenant,
    id: context.newId(),
    madeBy: 'oih' as const,
    tags: {},
    ...itemOf(content),
    definition,
    placement,
  }
  return { ...createFlow(made, { tenant: tenantFlowQuota }, context.actor), definition }
}

/** What a flow's item keeps of what people gave. */
export const itemOf = (content: Content) => ({
  label: content.name ?? '',
  owners: content.owners.map(({ id }) => id),
  trigger: toTrigger(content),
  type: content.type,
  templateId: content.fromTemplate,
})
