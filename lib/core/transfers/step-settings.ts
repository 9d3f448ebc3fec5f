import type { Run } from '../runs/run.ts'
import { folderOfPrefix } from './object-key.ts'
import type { ListingRules } from './source-listing.ts'
import type { Task } from './task.ts'
import { TransferError } from './transfer-error.ts'
import {
  isOneChain,
  transferSettings,
  type S3Destination,
  type S3Source,
  type TransferSettings,
} from './transfer-settings.ts'

/** One end of a transfer: S3, or a connector. */
export interface TransferEnd {
  connectorType: string
  connectorProfileName?: string
  apiVersion?: string
}

/** The settings of a step that transfers, as AppFlow says them. */
export interface StepSettings {
  sourceFlowConfig: TransferEnd & {
    sourceConnectorProperties: { S3?: S3Source }
    incrementalPullConfig?: { datetimeTypeFieldName?: string }
  }
  destinationFlowConfigList: (TransferEnd & { destinationConnectorProperties: { S3?: S3Destination } })[]
  tasks: Task[]
  schemaVersion?: number
}

/** The run that a step transfers for. */
export type TransferRun = Pick<Run, 'id' | 'flowName' | 'startedAt' | 'window'>

/** A transfer from S3 to S3: what is listed, and what is made of it. */
export interface S3Transfer {
  /** Keys of source objects begin with it. */
  prefix: string
  listing: ListingRules
  settings: TransferSettings
}

/**
 * What a step from S3 to S3 is to do. The window of an incremental run is one of objects, or of records where the flow names
 * a field of theirs. Throws a TransferError for settings that cannot be carried out.
 */
export function s3Transfer(settings: StepSettings, run: TransferRun): S3Transfer {
  const { sourceFlowConfig: source, destinationFlowConfigList: destinations } = settings
  const [destination] = destinations
  const missing = [source, destination].map((end) => end && connectorOf(end)).find((one) => one !== undefined)
  if (missing !== undefined) throw new TransferError(notRegistered(missing))
  const from = s3Of(source.sourceConnectorProperties.S3, 'source')
  const to = s3Of(destination?.destinationConnectorProperties.S3, 'destination')
  const field = source.incrementalPullConfig?.datetimeTypeFieldName
  const { window } = run
  const made = transferSettings(from, to, settings.tasks, {
    flowName: run.flowName,
    schemaVersion: settings.schemaVersion ?? 1,
    executionId: run.id,
    startedAt: run.startedAt,
    window: window && field ? { field, start: window.startAt, end: window.endAt } : undefined,
  })
  return {
    prefix: folderOfPrefix(from.bucketPrefix),
    listing: {
      bucket: from.bucketName,
      window: field ? undefined : window,
      isSingleStep: isOneChain(made) && made.targetBytes === undefined,
    },
    settings: made,
  }
}

/** What the connector of an end is registered as; undefined for S3, which needs none. */
const connectorOf = ({ connectorType, connectorProfileName }: TransferEnd): string | undefined => {
  if (connectorType === 'S3') return undefined
  return connectorType === 'CustomConnector' ? (connectorProfileName ?? connectorType) : connectorType
}

const notRegistered = (connector: string): string =>
  `No connector is registered for ${connector}. PUT /v1/components/${connector} registers one.`

const s3Of = <T>(properties: T | undefined, which: string): T => {
  if (properties === undefined) throw new TransferError(`the ${which} has no properties of S3`)
  return properties
}
