import { destinationConnector, sourceConnector, tasksOfConnectors, type Connector } from './connectors.ts'
import { folderOfPrefix } from './object-key.ts'
import type { ListingRules } from './source-listing.ts'
import type { StepSettings, TransferRun } from './step-settings.ts'
import { TransferError } from './transfer-error.ts'
import { isOneChain, transferSettings, type S3Source, type TransferSettings } from './transfer-settings.ts'

/** What a step is to do: what is listed, and what is made of it. */
export interface PlannedTransfer {
  /** Where records come from and go to, where that is not S3. */
  from?: Connector
  to?: Connector
  /** Keys of source objects begin with it. */
  prefix: string
  listing: ListingRules
  settings: TransferSettings
  /** All is read in one chain of steps. */
  isOneChain: boolean
  /** The field of records that an incremental run goes by. */
  field?: string
}

/**
 * What a step is to do. The window of an incremental run is one of objects, or of records where the flow names a field of
 * theirs; a connector keeps to it itself. Throws a TransferError for settings that cannot be carried out.
 */
export function planTransfer(settings: StepSettings, run: TransferRun): PlannedTransfer {
  const { sourceFlowConfig: source, destinationFlowConfigList: destinations } = settings
  const [from, to] = [sourceConnector(settings), destinationConnector(settings)]
  const s3Source = from ? sourceLike(from) : s3Of(source.sourceConnectorProperties.S3, 'source')
  const s3Destination = to
    ? { bucketName: to.id }
    : s3Of(destinations[0]?.destinationConnectorProperties.S3, 'destination')
  const field = source.incrementalPullConfig?.datetimeTypeFieldName
  const window = from ? undefined : run.window
  const made = transferSettings(s3Source, s3Destination, tasksOfConnectors(settings.tasks, { from, to }), {
    flowName: run.flowName,
    schemaVersion: settings.schemaVersion ?? 1,
    executionId: run.id,
    startedAt: run.startedAt,
    window: window && field ? { field, start: window.startAt, end: window.endAt } : undefined,
  })
  const isChain = from !== undefined || to !== undefined || isOneChain(made)
  return {
    from,
    to,
    prefix: folderOfPrefix(s3Source.bucketPrefix),
    listing: {
      bucket: s3Source.bucketName,
      window: field ? undefined : window,
      isSingleStep: to === undefined && isChain && made.targetBytes === undefined,
    },
    settings: made,
    isOneChain: isChain,
    field,
  }
}

/** What a connector reads is one object of JSON Lines. */
const sourceLike = ({ id }: Connector): S3Source => ({
  bucketName: id,
  s3InputFormatConfig: { s3InputFileType: 'JSON' },
})

const s3Of = <T>(properties: T | undefined, which: string): T => {
  if (properties === undefined) throw new TransferError(`the ${which} has no properties of S3`)
  return properties
}
