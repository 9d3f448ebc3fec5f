import { presentFlow } from '#core/flows/former-form.ts'
import type { EntityName } from '#core/items.ts'

type Members = Record<string, unknown>
/** Present names by former ones. */
type Names = Readonly<Record<string, string>>

const inCommand = { notAfter: 'expiresAt', former: 'baseline' }
const inDesired = { order: 'command' }
const inObserved = { orderGeneration: 'commandGeneration', orderFailure: 'commandFailure' }
const inStep = { orderGeneration: 'commandGeneration', isLeaving: 'isRemoval' }

/**
 * An item whose members are stored under names they no longer have (docs/decisions/0041, for flows 0042), under those they
 * have now. The next update of a member stores it under the new name.
 */
export function withPresentNames(entity: EntityName, item: Members): Members {
  if (entity === 'flow') return item.handle === undefined ? { ...presentFlow(item as never) } : without(item, 'name')
  if (entity === 'agent') return renameIn(item, 'enrolledWith', inObserved)
  if (entity === 'rollout' && Array.isArray(item.steps)) {
    return { ...item, steps: (item.steps as Members[]).map((step) => renamed(step, inStep)) }
  }
  if (entity !== 'server' || !isMembers(item.desired)) return item
  const desired = renameIn(renamed(item.desired, inDesired), 'command', inCommand)
  return renameIn({ ...item, desired }, 'observed', inObserved)
}

const without = ({ ...item }: Members, name: string): Members => {
  delete item[name]
  return item
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null

const renameIn = (item: Members, member: string, names: Names): Members =>
  isMembers(item[member]) ? { ...item, [member]: renamed(item[member], names) } : item

const renamed = (members: Members, names: Names): Members =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [names[name] ?? name, value]))
