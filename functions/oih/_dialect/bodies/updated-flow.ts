import { DomainError } from '#core/errors.ts'
import type { Definition } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import { redefineFlow } from '#core/flows/update-flow.ts'
import { labelOf } from '#core/flows/create-flow.ts'
import type { CallContext } from '#runtime/invocation/context.ts'
import { refuseUnlessInactive } from '../refusals.ts'
import { toContent, toDefinition } from '#core/hub/definition.ts'
import { ownersOf } from '#core/hub/flow-document.ts'
import { asOwners, membersOf, readContent, withOwners } from './flow.ts'
import { itemOf } from './new-flow.ts'

/**
 * A flow with the members of a body in place of those it has. Refused: `flow-in-use` unless it is inactive, `flow-made-elsewhere`,
 * `input-invalid` for what it would be then. `called`: how refusals name it.
 */
export function updatedFlow(
  { flow, definition: former }: { flow: Flow; definition: Definition },
  body: unknown,
  { caller, actor }: Pick<CallContext, 'caller' | 'actor'>,
  called?: string,
) {
  refuseUnlessInactive(flow, called)
  if (flow.madeBy !== 'oih')
    throw new DomainError('flow-made-elsewhere', 'Flow was made through another API and is changed there.')
  const stood = toContent(former)
  const members = { ...stood, owners: ownersOf(flow, stood.owners), ...membersOf(body, 'flow') }
  const content = readContent(withOwners(members, asOwners(caller)), 'flow')
  const definition = toDefinition(content)
  const { label, ...item } = itemOf(content)
  return { ...redefineFlow(flow, 'oih', definition, { ...item, label: labelOf(label) }, actor), definition }
}
