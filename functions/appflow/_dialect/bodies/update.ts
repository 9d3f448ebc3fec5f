import { invalid } from '#core/errors.ts'
import type { Configuration } from './configuration.ts'
import type { AppflowDetails } from './definition.ts'

/**
 * What UpdateFlow makes of a flow's AppFlow members: the four configurations replace the old ones, what is left out
 * keeps its value, and the schema version rises when mappings, field types or partition keys change. The kind of source
 * and destination, and the object a destination writes to, stay as they are (docs/dialects/appflow.md 5).
 */
export function updatedDetails(
  before: Partial<AppflowDetails>,
  given: Configuration & Pick<AppflowDetails, 'metadataCatalogConfig'>,
): AppflowDetails {
  for (const [path, was, is] of fixedMembers(before, given)) {
    if (was !== undefined && was !== is) throw invalid(path.split('.'), `The ${path} of a flow cannot be changed.`)
  }
  const version = before.schemaVersion ?? 1
  const mapsOtherwise = before.tasks !== undefined && !sameMembers(before.tasks, given.tasks)
  return {
    ...before,
    ...given,
    schemaVersion: mapsOtherwise ? version + 1 : version,
  }
}

type Fixed = [path: string, was: unknown, is: unknown]

function fixedMembers(before: Partial<AppflowDetails>, given: Configuration): Fixed[] {
  const [was] = before.destinationFlowConfigList ?? []
  const [is] = given.destinationFlowConfigList
  return [
    ['sourceFlowConfig.connectorType', before.sourceFlowConfig?.connectorType, given.sourceFlowConfig.connectorType],
    ['destinationFlowConfigList.connectorType', was?.connectorType, is?.connectorType],
    ['destinationFlowConfigList.object', objectOf(was), objectOf(is)],
  ]
}

const objectOf = (destination: Configuration['destinationFlowConfigList'][number] | undefined): unknown => {
  const [properties] = Object.values(destination?.destinationConnectorProperties ?? {})
  return properties?.object ?? properties?.entityName
}

const sameMembers = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
