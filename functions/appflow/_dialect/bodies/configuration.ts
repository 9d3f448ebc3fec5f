import { S3InputFormatConfig, S3OutputFormatConfig } from '#app/components/s3-formats.ts'
import { taskTypes } from '#core/transfers/task.ts'
import * as t from '#runtime/declarations/schema.ts'
import { connectorTypes } from '../connectors.ts'
import { Timestamp, TriggerType } from '../types.ts'

/**
 * The configuration objects of a flow (docs/dialects/appflow.md 4): kept and returned as given, members that are not
 * listed here included. What depends on several members is in check-configuration.ts.
 */
const ConnectorType = t.oneOf(connectorTypes)
/** Names of connectors, operators and task properties, all of which the API lists; longer ones are none of them. */
const Key = t.string().check(t.maxLength(128))
const SourceProperties = t.record(Key, t.looseObject({ s3InputFormatConfig: t.optional(S3InputFormatConfig) }))
const DestinationProperties = t.record(Key, t.looseObject({ s3OutputFormatConfig: t.optional(S3OutputFormatConfig) }))

export const TriggerConfig = t.looseObject({
  triggerType: TriggerType,
  triggerProperties: t.optional(
    t.looseObject({
      Scheduled: t.optional(
        t.looseObject({
          scheduleExpression: t.string().check(t.maxLength(256)),
          dataPullMode: t.optional(t.oneOf(['Incremental', 'Complete'])),
          scheduleStartTime: t.optional(Timestamp),
          scheduleEndTime: t.optional(Timestamp),
          timezone: t.optional(t.string().check(t.maxLength(256))),
          scheduleOffset: t.optional(t.int().check(t.minimum(0), t.maximum(36_000))),
          firstExecutionFrom: t.optional(Timestamp),
          flowErrorDeactivationThreshold: t.optional(t.int().check(t.minimum(1), t.maximum(100))),
        }),
      ),
    }),
  ),
})

const end = {
  connectorType: ConnectorType,
  apiVersion: t.optional(t.string().check(t.maxLength(256), t.regex(/^\S+$/))),
  connectorProfileName: t.optional(t.string().check(t.maxLength(256), t.regex(/^[\w/!@#+=.-]+$/))),
}

export const SourceFlowConfig = t.looseObject({
  ...end,
  sourceConnectorProperties: SourceProperties,
  incrementalPullConfig: t.optional(
    t.looseObject({ datetimeTypeFieldName: t.optional(t.string().check(t.maxLength(256))) }),
  ),
})

export const DestinationFlowConfig = t.looseObject({ ...end, destinationConnectorProperties: DestinationProperties })

const TaskType = t.oneOf(taskTypes)

const taskProperties = new Set([
  'VALUE',
  'VALUES',
  'DATA_TYPE',
  'UPPER_BOUND',
  'LOWER_BOUND',
  'SOURCE_DATA_TYPE',
  'DESTINATION_DATA_TYPE',
  'VALIDATION_ACTION',
  'MASK_VALUE',
  'MASK_LENGTH',
  'TRUNCATE_LENGTH',
  'MATH_OPERATION_FIELDS_ORDER',
  'CONCAT_FORMAT',
  'SUBFIELD_CATEGORY_MAP',
  'EXCLUDE_SOURCE_FIELDS_LIST',
  'INCLUDE_NEW_FIELDS',
  'ORDERED_PARTITION_KEYS_LIST',
])

export const Task = t.looseObject({
  sourceFields: t.array(t.string().check(t.characters(2048))),
  connectorOperator: t.optional(t.record(Key, t.string().check(t.maxLength(128)))),
  destinationField: t.optional(t.string().check(t.characters(256))),
  taskType: TaskType,
  taskProperties: t.optional(
    t.record(Key, t.string().check(t.minLength(1), t.maxLength(2048))).check(
      t.refine((given) => Object.keys(given).every((key) => taskProperties.has(key)), {
        message: `must have keys out of ${[...taskProperties].join(', ')}`,
        params: { kind: 'enum' },
      }),
    ),
  ),
})

export const MetadataCatalogConfig = t.looseObject({})

/** The members CreateFlow and UpdateFlow share; all four configurations are required in both. */
export const configuration = {
  triggerConfig: TriggerConfig,
  sourceFlowConfig: SourceFlowConfig,
  destinationFlowConfigList: t.array(DestinationFlowConfig),
  tasks: t.array(Task),
}

export interface Configuration {
  triggerConfig: t.Of<typeof TriggerConfig>
  sourceFlowConfig: t.Of<typeof SourceFlowConfig>
  destinationFlowConfigList: t.Of<typeof DestinationFlowConfig>[]
  tasks: t.Of<typeof Task>[]
}
