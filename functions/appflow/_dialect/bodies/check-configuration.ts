import { DomainError, invalid, type Problem } from '#core/errors.ts'
import type { Trigger } from '#core/flows/trigger.ts'
import { checkMapping } from './check-mapping.ts'
import { checkS3 } from './check-s3.ts'
import { connectors, propertyKey, propertyLimits } from '../connectors.ts'
import type { Configuration } from './configuration.ts'
import { readTrigger } from './read-trigger.ts'

/**
 * Checks what depends on several members of a flow's configuration, and says what trigger it asks for. Throws
 * `input-invalid`.
 */
export function checkConfiguration(flowName: string, configuration: Configuration): Trigger {
  const { sourceFlowConfig: source, destinationFlowConfigList: destinations, tasks } = configuration
  const [destination] = destinations
  if (destinations.length !== 1 || !destination) {
    throw invalid(['destinationFlowConfigList'], 'A flow has exactly one destination.')
  }
  const problems = [
    ...checkEnd(
      'source',
      ['sourceFlowConfig', 'sourceConnectorProperties'],
      source.connectorType,
      source.sourceConnectorProperties,
    ),
    ...checkEnd(
      'destination',
      ['destinationFlowConfigList', 0, 'destinationConnectorProperties'],
      destination.connectorType,
      destination.destinationConnectorProperties,
    ),
    ...checkS3(flowName, source, destination),
    ...checkMapping(source.connectorType, tasks),
  ]
  if (problems.length > 0)
    throw new DomainError('input-invalid', problems.map((one) => one.message).join(' '), { problems })
  return readTrigger(configuration)
}

function checkEnd(
  side: 'source' | 'destination',
  path: Problem['path'],
  type: string,
  given: Record<string, Record<string, unknown>>,
): Problem[] {
  const required = connectors[type]?.[side]
  const key = propertyKey(type)
  const properties = given[key]
  const at = [...path, key]
  const other = (message: string, where: Problem['path'] = at): Problem => ({ path: where, kind: 'other', message })
  if (!required) return [other(`${type} cannot be a ${side}.`, path)]
  if (!properties) return [other(`The properties of a ${type} ${side} must be under the key ${key}.`, path)]
  const missing = required
    .filter((name) => properties[name] === undefined)
    .map((name): Problem => ({ path: [...at, name], kind: 'missing', message: 'is required' }))
  const wrong = Object.entries(properties).flatMap(([name, value]): Problem[] => {
    const limits = propertyLimits[name]
    if (!limits) return []
    if (typeof value !== 'string') return [{ path: [...at, name], kind: 'pattern', message: 'must be a string' }]
    const length = [...value].length
    if (length > limits.most || length < (limits.least ?? 0)) {
      return [
        { path: [...at, name], kind: 'length', message: `must have ${limits.least ?? 0} to ${limits.most} characters` },
      ]
    }
    return limits.pattern && !limits.pattern.test(value)
      ? [{ path: [...at, name], kind: 'pattern', message: `must satisfy ${String(limits.pattern)}` }]
      : []
  })
  return [...missing, ...wrong]
}
