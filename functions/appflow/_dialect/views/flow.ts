import { flowArn, userArn } from '#core/flows/arns.ts'
import type { Definition } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { Call } from '#runtime/invocation/context.ts'
import * as t from '#runtime/declarations/schema.ts'
import { configuration, MetadataCatalogConfig } from '../bodies/configuration.ts'
import { detailsOf } from '../bodies/definition.ts'
import { wireStatus, wireTrigger } from '../words.ts'
import { epochSeconds, FlowArn, FlowStatus, Timestamp, TriggerType } from '../types.ts'
import { LastRunDetails, lastRunDetails, type LastRunSeen } from './run.ts'

/** How a flow looks in AppFlow. Flows made through other dialects have no configuration here; it is left out. */
const flowSummary = {
  flowArn: FlowArn,
  flowName: t.string(),
  description: t.optional(t.string()),
  flowStatus: FlowStatus,
  createdAt: Timestamp,
  lastUpdatedAt: Timestamp,
  createdBy: t.string(),
  lastUpdatedBy: t.string(),
  tags: t.record(t.string(), t.string()),
}

type Summarised = Pick<
  Flow,
  'handle' | 'status' | 'description' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy' | 'tags'
>

/** The members DescribeFlow and ListFlows share. */
const summarise = (call: Call, flow: Summarised) => ({
  flowArn: flowArn(call, flow.handle),
  flowName: flow.handle,
  description: flow.description,
  flowStatus: wireStatus[flow.status],
  createdAt: epochSeconds(flow.createdAt),
  lastUpdatedAt: epochSeconds(flow.updatedAt),
  createdBy: userArn(call, flow.createdBy),
  lastUpdatedBy: userArn(call, flow.updatedBy),
  tags: flow.tags,
})

export const FlowDefinition = t.object({
  ...flowSummary,
  sourceConnectorType: t.optional(t.string()),
  sourceConnectorLabel: t.optional(t.string()),
  destinationConnectorType: t.optional(t.string()),
  destinationConnectorLabel: t.optional(t.string()),
  triggerType: TriggerType,
  lastRunExecutionDetails: t.optional(LastRunDetails),
})

type Listed = Summarised & Pick<Flow, 'source' | 'destination' | 'triggerKind'>

/** `lastRun`: the newest run of the flow, if there is one. */
export const listView = (call: Call, flow: Listed, lastRun?: LastRunSeen): t.Of<typeof FlowDefinition> => ({
  ...summarise(call, flow),
  sourceConnectorType: flow.source?.kind,
  sourceConnectorLabel: flow.source?.label,
  destinationConnectorType: flow.destination?.kind,
  destinationConnectorLabel: flow.destination?.label,
  triggerType: wireTrigger[flow.triggerKind],
  lastRunExecutionDetails: lastRun && lastRunDetails(lastRun),
})

export const FlowDescriptionView = t.object({
  ...flowSummary,
  ...Object.fromEntries(Object.entries(configuration).map(([name, schema]) => [name, t.optional(schema as t.Schema)])),
  triggerConfig: t.looseObject({ triggerType: TriggerType }),
  kmsArn: t.optional(t.string()),
  flowStatusMessage: t.optional(t.string()),
  metadataCatalogConfig: t.optional(MetadataCatalogConfig),
  schemaVersion: t.optional(t.int()),
  lastRunExecutionDetails: t.optional(LastRunDetails),
})

/** `lastRun`: the newest run of the flow, if there is one. */
export function describeView(call: Call, flow: Flow, definition: Definition, lastRun?: LastRunSeen) {
  const { schemaVersion, ...details } = detailsOf(definition)
  const isHalted = flow.status === 'errored' || wireStatus[flow.status] === 'Suspended'
  return {
    triggerConfig: { triggerType: wireTrigger[flow.triggerKind] },
    ...details,
    ...summarise(call, flow),
    description: definition.description,
    flowStatusMessage: isHalted && flow.triggerKind !== 'on-demand' ? flow.statusMessage : undefined,
    schemaVersion,
    lastRunExecutionDetails: lastRun && lastRunDetails(lastRun),
  }
}
