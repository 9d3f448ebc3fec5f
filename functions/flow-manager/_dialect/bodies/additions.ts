import { DomainError } from '#core/errors.ts'
import type { NewFlow } from '#core/flows/create-flow.ts'
import { mostAtOnce } from '#core/flows/add-flows.ts'
import type { Placement } from '#core/flows/placement.ts'
import { firstOwners } from '#core/users/visibility.ts'
import type { CallContext } from '#runtime/invocation/context.ts'
import { refusal } from '../dialect.ts'
import { readConfiguration, type Configuration } from './configuration.ts'

const mostConfigurations = 1000

/** Something wrong with one item of a body. */
interface Blamed {
  index: number
  flow_id?: string
  error: string
}

const validationFailed = (details: readonly Blamed[]): DomainError =>
  refusal('configuration-invalid', 'Validation failed', { details })

/** Reads the configurations of a body. Refused with `configuration-invalid`, with every item that is to blame. */
export function readAll(given: unknown): Configuration[] {
  if (!Array.isArray(given)) throw refusal('configuration-invalid', 'The body must be an array of configurations.')
  if (given.length > mostConfigurations)
    throw refusal('configuration-invalid', `A body has at most ${mostConfigurations} configurations.`)
  const ids = new Set<string>()
  const blamed: Blamed[] = []
  const configurations = (given as unknown[]).flatMap((one, index) => {
    const { id, problems, configuration } = readConfiguration(one)
    const all = id !== undefined && ids.has(id) ? [...problems, `id '${id}' is used twice`] : problems
    if (id !== undefined) ids.add(id)
    if (all.length > 0) blamed.push({ index, ...(id === undefined ? {} : { flow_id: id }), error: all.join('; ') })
    return configuration ?? []
  })
  if (blamed.length > 0) throw validationFailed(blamed)
  return configurations
}

/** The flow of a configuration. It has no trigger of its own: started, it takes what its first tasks are given. */
export const newFlow = (
  { id, name, definition }: Configuration,
  { caller, newId }: Pick<CallContext, 'caller' | 'newId'>,
  placement?: Placement,
): NewFlow => ({
  tenant: caller.tenant,
  name: id,
  label: name,
  id: newId(),
  madeBy: 'flow-manager',
  owners: firstOwners(caller),
  trigger: { kind: 'event' },
  tags: {},
  placement,
  definition,
})

/**
 * Adds what is to be added, and refuses with `configuration-invalid` what has ids that are taken. That costs a read for each
 * hundred, after the table has refused one, and before where much would be written in vain.
 */
export async function refuseTaken(
  configurations: readonly Configuration[],
  takenFlowNames: (names: readonly string[]) => Promise<ReadonlySet<string>>,
  add: () => Promise<void>,
): Promise<void> {
  const refuse = async () => {
    const taken = await takenFlowNames(configurations.map(({ id }) => id))
    const blamed = configurations.flatMap(({ id }, index) =>
      taken.has(id) ? [{ index, flow_id: id, error: `there is a flow '${id}' already` }] : [],
    )
    if (blamed.length > 0) throw validationFailed(blamed)
  }
  if (configurations.length > mostAtOnce) await refuse()
  try {
    await add()
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'flow-name-taken')) throw error
    await refuse()
    // It was free again a moment later.
    throw new DomainError('version-conflict', error.message)
  }
}
