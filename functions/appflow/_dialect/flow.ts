import type { Endpoint, Flow } from '#core/flows/flow.ts'
import type { FlowStatus as DomainStatus } from '#core/flows/lifecycle.ts'
import type { Trigger } from '#core/flows/trigger.ts'
import type { Call } from '#runtime/context.ts'
import * as t from '#runtime/schema.ts'
import type { Configuration } from './flow-configuration.ts'
import { configuration, MetadataCatalogConfig } from './flow-configuration.ts'
import { FlowArn, FlowStatus, Timestamp, TriggerType } from './types.ts'

/** How a flow looks in AppFlow. Flows made through other dialects have no configuration here; it is left out. */
export const wireStatus: Readonly<Record<DomainStatus, t.Of<typeof FlowStatus>>> = {
  draft: 'Draft',
  inactive: 'Suspended',
  starting: 'Active',
  active: 'Active',
  paused: 'Suspended',
  stopping: 'Suspended',
  errored: 'Errored',
}

export const wireTrigger: Readonly<Record<Trigger['kind'], t.Of<typeof TriggerType>>> = {
  'on-demand': 'OnDemand',
  schedule: 'Scheduled',
  event: 'Event',
  webhook: 'Event',
}

/** What AppFlow alone can express of a flow: `details.appflow`. */
export interface AppflowDetails extends Configuration {
  kmsArn?: string
  metadataCatalogConfig?: Record<string, unknown>
  schemaVersion: number
}

export const detailsOf = (flow: Pick<Flow, 'details'>): Partial<AppflowDetails> => (flow.details.appflow ?? {}) as Partial<AppflowDetails>

export const flowArn = ({ region, accountId }: Pick<Call, 'region' | 'accountId'>, name: string): string =>
  `arn:aws:appflow:${region}:${accountId}:flow/${name}`

const userArn = ({ accountId }: Pick<Call, 'accountId'>, name: string): string =>
  `arn:aws:iam::${accountId}:user/${name}`.slice(0, 256)

/** AppFlow's timestamps are numbers; SDKs throw on anything else (specs: appflow section 1.3). */
const epochSeconds = (at: string): number => Date.parse(at) / 1000

export const flowSummary = {
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

type Summarised = Pick<Flow, 'name' | 'status' | 'description' | 'createdAt' | 'createdBy' | 'updatedAt' | 'updatedBy' | 'tags'>

/** The members DescribeFlow and ListFlows share. */
const summarise = (call: Call, flow: Summarised) => ({
  flowArn: flowArn(call, flow.name),
  flowName: flow.name,
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
})

type Listed = Summarised & Pick<Flow, 'source' | 'destination' | 'triggerKind'>

export const listView = (call: Call, flow: Listed): t.Of<typeof FlowDefinition> => ({
  ...summarise(call, flow),
  sourceConnectorType: flow.source?.kind,
  sourceConnectorLabel: flow.source?.label,
  destinationConnectorType: flow.destination?.kind,
  destinationConnectorLabel: flow.destination?.label,
  triggerType: wireTrigger[flow.triggerKind],
})

export const FlowDescriptionView = t.object({
  ...flowSummary,
  ...Object.fromEntries(Object.entries(configuration).map(([name, schema]) => [name, t.optional(schema as t.Schema)])),
  triggerConfig: t.looseObject({ triggerType: TriggerType }),
  kmsArn: t.optional(t.string()),
  flowStatusMessage: t.optional(t.string()),
  metadataCatalogConfig: t.optional(MetadataCatalogConfig),
  schemaVersion: t.optional(t.int()),
})

export function describeView(call: Call, flow: Flow) {
  const { schemaVersion, ...details } = detailsOf(flow)
  const isHalted = flow.status === 'errored' || wireStatus[flow.status] === 'Suspended'
  return {
    triggerConfig: { triggerType: wireTrigger[flow.triggerKind] },
    ...details,
    ...summarise(call, flow),
    flowStatusMessage: isHalted && flow.triggerKind !== 'on-demand' ? flow.statusMessage : undefined,
    schemaVersion,
  }
}

/** What a list shows of an end without its configuration. */
export const sourceOf = ({ sourceFlowConfig }: Configuration): Endpoint => ({ kind: sourceFlowConfig.connectorType, label: labelOf(sourceFlowConfig) })
export const destinationOf = ({ destinationFlowConfigList: [destination] }: Configuration): Endpoint | undefined =>
  destination && { kind: destination.connectorType, label: labelOf(destination) }

const labelOf = (end: Record<string, unknown>): string | undefined =>
  typeof end.connectorLabel === 'string' ? end.connectorLabel : undefined
