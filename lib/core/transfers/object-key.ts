import { TransferError } from './transfer-error.ts'
import { textOf, type Fields } from './value.ts'

/** What the key of a written object is made of (docs/dialects/appflow.md 8). */
export interface KeySettings {
  bucket: string
  bucketPrefix?: string
  flowName: string
  schemaVersion: number
  executionId: string
  /** When the run began, ISO 8601 in UTC. */
  startedAt: string
  prefixConfig?: {
    prefixType?: 'FILENAME' | 'PATH' | 'PATH_AND_FILENAME'
    prefixFormat?: 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE'
    pathPrefixHierarchy?: ('EXECUTION_ID' | 'SCHEMA_VERSION')[]
  }
}

/** Where each unit ends in an ISO 8601 time. */
const unitEnds = { YEAR: 4, MONTH: 7, DAY: 10, HOUR: 13, MINUTE: 16 } as const

/** The longest key S3 has, in bytes. */
const mostKeyBytes = 1024

/** The folder that a prefix names: `in` and `/in/` mean `in/`, no prefix the whole bucket. */
export const folderOfPrefix = (prefix = ''): string => {
  const trimmed = prefix.replaceAll(/^\/+|\/+$/g, '')
  return trimmed === '' ? '' : `${trimmed}/`
}

/** The folder of a flow, which every key of it begins with. */
export const flowFolder = (bucketPrefix: string | undefined, flowName: string): string =>
  `${folderOfPrefix(bucketPrefix)}${flowName}/`

/** Which folder a record goes to, by its values of the partition keys: with its slash. */
export function foldersOf(settings: KeySettings, partitionKeys: readonly string[]): (record: Fields) => string {
  const run = runFolder(settings)
  const names = partitionKeys.map((field) => ({ field, name: escaped(field) }))
  return (record) =>
    names.reduce((folder, { field, name }) => {
      const value = record.get(field) ?? null
      return `${folder}${name}=${value === null ? 'null' : escaped(textOf(value))}/`
    }, run)
}

function runFolder({ prefixConfig = {}, ...settings }: KeySettings): string {
  const { prefixType, prefixFormat = 'DAY', pathPrefixHierarchy: hierarchy = [] } = prefixConfig
  const hasDate = prefixType === 'PATH' || prefixType === 'PATH_AND_FILENAME'
  return [
    flowFolder(settings.bucketPrefix, settings.flowName),
    hierarchy.includes('SCHEMA_VERSION') ? `schemaVersion_${settings.schemaVersion}/` : '',
    hasDate ? `${settings.startedAt.slice(0, unitEnds[prefixFormat]).replaceAll(/[-T:]/g, '/')}/` : '',
    // The console ties the two: a date in the path brings the execution with it.
    hasDate || hierarchy.includes('EXECUTION_ID') ? `${settings.executionId}/` : '',
  ].join('')
}

/** The key of the object with a number in a folder. */
export function objectKey(settings: KeySettings, folder: string, index: number): string {
  const { prefixType, prefixFormat } = settings.prefixConfig ?? {}
  const hasDate = prefixType === 'FILENAME' || prefixType === 'PATH_AND_FILENAME'
  const time = settings.startedAt.slice(0, prefixFormat ? unitEnds[prefixFormat] : 19)
  const file = `${settings.executionId}-${String(index).padStart(5, '0')}${hasDate ? `-${time}` : ''}`
  const key = folder + file
  if (Buffer.byteLength(key) > mostKeyBytes) {
    throw new TransferError(`a key would be longer than ${mostKeyBytes} bytes`, { bucket: settings.bucket, key })
  }
  return key
}

/** Letters, digits, space and `._-` as they are, anything else as `%XX` of its UTF-8. */
const escaped = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9 ._-]+/g, (run) =>
    Array.from(Buffer.from(run), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
