import type { Run } from '../runs/run.ts'
import type { Task } from './task.ts'
import type { S3Destination, S3Source } from './transfer-settings.ts'

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
