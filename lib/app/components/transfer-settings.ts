import * as t from '#runtime/declarations/schema.ts'
import { S3InputFormatConfig, S3OutputFormatConfig } from './s3-formats.ts'

/** What a transfer needs of AppFlow's configuration of a flow; members that are for others to read are let through. */
const S3Source = t.looseObject({
  bucketName: t.string(),
  bucketPrefix: t.optional(t.string()),
  s3InputFormatConfig: t.optional(S3InputFormatConfig),
})

const S3Destination = t.looseObject({
  bucketName: t.string(),
  bucketPrefix: t.optional(t.string()),
  s3OutputFormatConfig: t.optional(S3OutputFormatConfig),
})

const end = {
  connectorType: t.string(),
  connectorProfileName: t.optional(t.string()),
  apiVersion: t.optional(t.string()),
}

const Task = t.looseObject({
  taskType: t.string(),
  sourceFields: t.array(t.string()),
  connectorOperator: t.optional(t.record(t.string(), t.string())),
  destinationField: t.optional(t.string()),
  taskProperties: t.optional(t.record(t.string(), t.string())),
})

export const TransferSettings = t.looseObject({
  sourceFlowConfig: t.looseObject({
    ...end,
    sourceConnectorProperties: t.looseObject({ S3: t.optional(S3Source) }),
    incrementalPullConfig: t.optional(t.looseObject({ datetimeTypeFieldName: t.optional(t.string()) })),
  }),
  destinationFlowConfigList: t.array(
    t.looseObject({ ...end, destinationConnectorProperties: t.looseObject({ S3: t.optional(S3Destination) }) }),
  ),
  tasks: t.array(Task),
  schemaVersion: t.optional(t.int().check(t.minimum(1))),
})
