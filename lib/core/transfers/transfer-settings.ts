import { checkTasks } from './check-tasks.ts'
import type { FileType } from './encoder.ts'
import type { RecordWindow } from './filter.ts'
import type { KeySettings } from './object-key.ts'
import type { SourceFormat } from './read-records.ts'
import { listOf, type Task } from './task.ts'
import { TransferError } from './transfer-error.ts'

/** Everything that decides what one run makes of its source. */
export interface TransferSettings {
  source: { bucket: string; format: SourceFormat }
  destination: KeySettings
  fileType: FileType
  /** Parquet columns have the types of the source's values. */
  keepsTypes: boolean
  /** All of a run in one object for each folder, instead of one for each source object. */
  isSingleFile: boolean
  /** An object is ended once it is so long. */
  targetBytes?: number
  tasks: Task[]
  /** Destination fields that make a folder of each of their values. */
  partitionKeys: string[]
  window?: RecordWindow
}

/** The members of an S3 source and destination that decide about records, as AppFlow names them. */
export interface S3Source {
  bucketName: string
  bucketPrefix?: string
  s3InputFormatConfig?: { s3InputFileType?: SourceFormat }
}
export interface S3Destination {
  bucketName: string
  bucketPrefix?: string
  s3OutputFormatConfig?: {
    fileType?: FileType
    prefixConfig?: KeySettings['prefixConfig']
    aggregationConfig?: { aggregationType?: 'None' | 'SingleFile'; targetFileSize?: number }
    preserveSourceDataTyping?: boolean
  }
}

type Run = Pick<KeySettings, 'flowName' | 'schemaVersion' | 'executionId' | 'startedAt'> & { window?: RecordWindow }

/** The settings of one run of a flow. Throws a TransferError for tasks that another dialect let through. */
export function transferSettings(
  source: S3Source,
  destination: S3Destination,
  tasks: Task[],
  { window, ...run }: Run,
): TransferSettings {
  const [problem] = checkTasks(tasks)
  if (problem) throw new TransferError(`task ${problem.path.join('.')} - ${problem.message}`)
  const { bucketName, bucketPrefix, s3OutputFormatConfig: output = {} } = destination
  const { aggregationType, targetFileSize } = output.aggregationConfig ?? {}
  const format = source.s3InputFormatConfig?.s3InputFileType ?? 'CSV'
  return {
    source: { bucket: source.bucketName, format },
    destination: { ...run, bucket: bucketName, bucketPrefix, prefixConfig: output.prefixConfig },
    fileType: output.fileType ?? 'JSON',
    keepsTypes: output.preserveSourceDataTyping === true && format !== 'CSV',
    isSingleFile: aggregationType === 'SingleFile',
    targetBytes: targetFileSize === undefined ? undefined : targetFileSize * 1024 * 1024,
    tasks,
    partitionKeys: partitionKeysOf(tasks),
    window,
  }
}

/** One step goes through the objects in order and numbers what it writes; else each source object stands for itself. */
export const isOneChain = ({ isSingleFile, targetBytes }: TransferSettings): boolean =>
  isSingleFile || targetBytes !== undefined

const partitionKeysOf = (tasks: readonly Task[]): string[] => {
  const partition = tasks.find(({ taskType }) => taskType === 'Partition')
  return listOf(partition?.taskProperties?.ORDERED_PARTITION_KEYS_LIST) ?? partition?.sourceFields ?? []
}
