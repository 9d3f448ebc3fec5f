/**
 * What each connector must be told, as data (docs/dialects/appflow.md 4): the property names an end of a flow needs.
 * An absent side means that AppFlow documents none, and only the object itself is required.
 */
interface Connector {
  /** The key its properties and operators are under, where it is spelled differently from the type. */
  key?: string
  source?: readonly string[]
  destination?: readonly string[]
}

const object = ['object'] as const

export const connectors: Readonly<Record<string, Connector>> = {
  Salesforce: { source: object, destination: object },
  Singular: { source: object },
  Slack: { source: object },
  Redshift: { source: object, destination: ['object', 'intermediateBucketName'] },
  S3: { source: ['bucketName'], destination: ['bucketName'] },
  Marketo: { source: object, destination: object },
  Googleanalytics: { key: 'GoogleAnalytics', source: object },
  Zendesk: { source: object, destination: object },
  Servicenow: { key: 'ServiceNow', source: object },
  Datadog: { source: object },
  Trendmicro: { source: object },
  Snowflake: { source: object, destination: ['object', 'intermediateBucketName'] },
  Dynatrace: { source: object },
  Infornexus: { key: 'InforNexus', source: object },
  Amplitude: { source: object },
  Veeva: { source: object },
  EventBridge: { source: object, destination: object },
  LookoutMetrics: { source: object, destination: [] },
  Upsolver: { source: object, destination: ['bucketName', 's3OutputFormatConfig'] },
  Honeycode: { source: object, destination: object },
  CustomerProfiles: { source: object, destination: ['domainName'] },
  SAPOData: { source: [], destination: ['objectPath'] },
  CustomConnector: { source: ['entityName'], destination: ['entityName'] },
  Pardot: { source: object },
}

export const connectorTypes = Object.keys(connectors) as [string, ...string[]]
export const propertyKey = (connectorType: string): string => connectors[connectorType]?.key ?? connectorType

/** The patterns and lengths of properties that have them, wherever they appear. */
export const propertyLimits: Readonly<Record<string, { least?: number; most: number; pattern?: RegExp }>> = {
  bucketName: { least: 3, most: 63, pattern: /^\S+$/ },
  intermediateBucketName: { least: 3, most: 63, pattern: /^\S+$/ },
  bucketPrefix: { most: 512 },
  object: { most: 512, pattern: /^\S+$/ },
  objectPath: { most: 512, pattern: /^\S+$/ },
  entityName: { most: 1024, pattern: /^\S+$/ },
  domainName: { most: 64, pattern: /^\S+$/ },
}
