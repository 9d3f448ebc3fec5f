import type { Definition } from '../flows/definition.ts'
import { transferComponent } from '../flows/transfer-step.ts'
import { folderOfPrefix } from '../transfers/object-key.ts'

/** One end of a flow as AppFlow's configuration has it. */
interface End {
  connectorType?: string
  connectorProfileName?: string
  properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

interface Settings {
  sourceFlowConfig?: End & { sourceConnectorProperties?: End['properties'] }
  destinationFlowConfigList?: (End & { destinationConnectorProperties?: End['properties'] })[]
}

/** Both ends of a flow, as far as its definition says. */
export function endsOf({ steps }: Definition): { source: End; destination: End } {
  const settings: Settings = steps.find(({ component }) => component === transferComponent)?.settings ?? {}
  const { sourceFlowConfig: source, destinationFlowConfigList: [destination] = [] } = settings
  return {
    source: { ...source, properties: source?.sourceConnectorProperties },
    destination: { ...destination, properties: destination?.destinationConnectorProperties },
  }
}

/** What the records come from or go to: the kind of connector, and its profile. */
export const systemOf = ({ connectorType = '', connectorProfileName: profile }: End): string =>
  profile === undefined ? connectorType.toUpperCase() : `${connectorType.toUpperCase()}/${profile}`

/** Where its records are: a folder of a bucket, or what its connector calls an object. */
export function objectOf({ connectorType = '', properties = {} }: End): string {
  // The key is the type, but for capital letters.
  const key = Object.keys(properties).find((one) => one.toLowerCase() === connectorType.toLowerCase()) ?? ''
  const { bucketName, bucketPrefix, object, entityName, objectPath, domainName } = properties[key] ?? {}
  if (typeof bucketName !== 'string') return textIn([object, entityName, objectPath, domainName])
  const folder = folderOfPrefix(typeof bucketPrefix === 'string' ? bucketPrefix : undefined)
  return `s3://${bucketName}/${folder}`.replace(/\/$/, '')
}

const textIn = (candidates: readonly unknown[]): string =>
  candidates.find((one): one is string => typeof one === 'string') ?? ''
