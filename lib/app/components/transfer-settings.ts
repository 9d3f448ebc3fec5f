import * as t from '#runtime/declarations/schema.ts'

/** What a transfer needs of AppFlow's configuration of a flow; members that are for others to read are let through. */
const S3Source = t.looseObject({
  bucketName: t.string(),
  bucketPrefix: t.optional(t.string()),
  s3InputFormatConfig: t.optional(t.looseObject({ s3InputFileType: t.optional(t.oneOf(['CSV', 'JSON'])) })),
})

const S3Output = t.looseObject({
  fileType: t.optional(t.oneOf(['JSON', 'CSV', 'PARQUET'])),
  prefixConfig: t.optional(
    t.looseObject({
      prefixType: t.optional(t.oneOf(['FILENAME', 'PATH', 'PATH_AND_FILENAME'])),
      prefixFormat: t.optional(t.oneOf(['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE'])),
      pathPrefixHierarchy: t.optional(t.array(t.oneOf(['EXECUTION_ID', 'SCHEMA_VERSION']))),
    }),
  ),
  aggregationConfig: t.optional(
    t.looseObject({
      aggregationType: t.optional(t.oneOf(['None', 'SingleFile'])),
      targetFileSize: t.optional(t.number().check(t.minimum(1))),
    }),
  ),
  preserveSourceDataTyping: t.optional(t.boolean()),
})

const S3Destination = t.looseObject({
  bucketName: t.string(),
  bucketPrefix: t.optional(t.string()),
  s3OutputFormatConfig: t.optional(S3Output),
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
