import type { Problem } from '#core/errors.ts'
import { flowFolder, folderOfPrefix } from '#core/transfers/object-key.ts'
import type { Configuration } from './configuration.ts'

type Source = Configuration['sourceFlowConfig']
type Destination = Configuration['destinationFlowConfigList'][number]
interface Bucket {
  bucketName?: unknown
  bucketPrefix?: unknown
}

/** The buckets that an installation keeps its own things in, whatever its prefix, account and region. */
const ownBucket = /(^|-)sluice-(archives|artifacts)(-|$)/

/**
 * What is wrong with the buckets of a flow, as far as their names tell: S3 is not asked, so a bucket that is missing or
 * closed shows when a run ends in an error.
 */
export function checkS3(flowName: string, source: Source, destination: Destination): Problem[] {
  const from = source.connectorType === 'S3' ? (source.sourceConnectorProperties.S3 as Bucket | undefined) : undefined
  const to =
    destination.connectorType === 'S3'
      ? (destination.destinationConnectorProperties.S3 as Bucket | undefined)
      : undefined
  return [
    ...checkOwn(from, ['sourceFlowConfig', 'sourceConnectorProperties', 'S3', 'bucketName']),
    ...checkOwn(to, [...destinationPath, 'bucketName']),
    ...(from && to ? checkLoop(flowName, from, to) : []),
  ]
}

const destinationPath = ['destinationFlowConfigList', 0, 'destinationConnectorProperties', 'S3']

const checkOwn = (end: Bucket | undefined, path: Problem['path']): Problem[] =>
  typeof end?.bucketName === 'string' && ownBucket.test(end.bucketName)
    ? [{ path, kind: 'other', message: `The bucket ${end.bucketName} belongs to Sluice itself.` }]
    : []

/** Every run would read what the one before wrote. Two folders of one bucket are fine. */
function checkLoop(flowName: string, from: Bucket, to: Bucket): Problem[] {
  if (from.bucketName !== to.bucketName) return []
  const [read, written] = [folderOfPrefix(textOf(from.bucketPrefix)), flowFolder(textOf(to.bucketPrefix), flowName)]
  return written.startsWith(read)
    ? [
        {
          path: [...destinationPath, 'bucketPrefix'],
          kind: 'other',
          message: `The flow would write to ${written}, which is inside the folder it reads.`,
        },
      ]
    : []
}

const textOf = (prefix: unknown): string | undefined => (typeof prefix === 'string' ? prefix : undefined)
