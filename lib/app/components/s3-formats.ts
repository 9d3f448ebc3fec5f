import * as t from '#runtime/declarations/schema.ts'

/** What the objects of a flow look like in S3; of all properties of connectors the only ones that are more than texts. */
export const S3InputFormatConfig = t.looseObject({ s3InputFileType: t.optional(t.oneOf(['CSV', 'JSON'])) })
export const S3OutputFormatConfig = t.looseObject({
  fileType: t.optional(t.oneOf(['CSV', 'JSON', 'PARQUET'])),
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
      targetFileSize: t.optional(t.int().check(t.minimum(1))),
    }),
  ),
  preserveSourceDataTyping: t.optional(t.boolean()),
})
