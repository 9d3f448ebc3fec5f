import { componentIdPattern } from '../components/component.ts'
import { StepError } from '../runs/step-error.ts'
import type { Run } from '../runs/run.ts'
import type { StepSettings, TransferEnd } from './step-settings.ts'
import type { Task } from './task.ts'

/** An end of a transfer that is not S3: a component that a user has registered, with the functions `read` or `write`. */
export interface Connector {
  /** The id it is registered under. */
  id: string
  /** What it is told at each call. */
  about: { properties: unknown; apiVersion?: string; connectorProfileName?: string }
}

/** How a destination's refused records are dealt with. */
export interface RefusalRules {
  endsAtFirst: boolean
  /** Where they are written to; they are only counted without it. */
  bucket?: string
  bucketPrefix?: string
}

/** What a write call holds at most. */
export const mostRecords = 500
export const mostRecordsBytes = 5 * 1024 * 1024

/** After so many calls a step of a chain hands on. */
export const mostCalls = 1000

export const sourceConnector = ({ sourceFlowConfig: end }: StepSettings): Connector | undefined =>
  connectorOf(end, end.sourceConnectorProperties)

export function destinationConnector({ destinationFlowConfigList: [end] }: StepSettings): Connector | undefined {
  return end && connectorOf(end, end.destinationConnectorProperties)
}

function connectorOf(end: TransferEnd, properties: Readonly<Record<string, unknown>>): Connector | undefined {
  const { connectorType, connectorProfileName, apiVersion } = end
  if (connectorType === 'S3') return undefined
  const isCustom = connectorType === 'CustomConnector' && connectorProfileName !== undefined
  return {
    id: isCustom ? connectorProfileName : connectorType,
    // Some types are spelled otherwise as a key; there is one key only.
    about: {
      properties: properties[connectorType] ?? Object.values(properties)[0] ?? {},
      apiVersion,
      connectorProfileName,
    },
  }
}

export const noConnector = ({ id }: Connector): StepError =>
  new StepError(
    `No connector is registered for ${id}. ` +
      (componentIdPattern.test(id)
        ? `PUT /v1/components/${encodeURIComponent(id)} registers one.`
        : 'One can be registered for a profile whose name begins with a letter or digit and has no /.'),
  )

/** What a connector's records are called where one of them is bad. */
export function objectOf({ about: { properties } }: Connector): string {
  const { object, entityName, objectPath } = properties as Partial<Record<string, unknown>>
  const name = object ?? entityName ?? objectPath
  return typeof name === 'string' ? name : 'records'
}

export function refusalRules({ about: { properties } }: Connector): RefusalRules {
  const { errorHandlingConfig: config = {} } = properties as { errorHandlingConfig?: Partial<Record<string, unknown>> }
  const { failOnFirstDestinationError, bucketName, bucketPrefix } = config
  return {
    endsAtFirst: failOnFirstDestinationError === true,
    bucket: typeof bucketName === 'string' ? bucketName : undefined,
    bucketPrefix: typeof bucketPrefix === 'string' ? bucketPrefix : undefined,
  }
}

/** The message of a read call. The window of an incremental run is for the connector to keep to. */
export const readMessage = (
  { about }: Connector,
  { window }: Pick<Run, 'window'>,
  field: string | undefined,
  position: unknown,
) => ({ ...about, window: window && { ...window, field }, position })

/** Tasks as those of S3: operators stand under the name of the connector. A destination that has no keys has no partitions. */
export function tasksOfConnectors(tasks: readonly Task[], { from, to }: { from?: Connector; to?: Connector }): Task[] {
  return tasks
    .filter(({ taskType }) => !to || taskType !== 'Partition')
    .map((task) => {
      const [operator] = Object.values(task.connectorOperator ?? {})
      return from && operator !== undefined ? { ...task, connectorOperator: { S3: operator } } : task
    })
}
