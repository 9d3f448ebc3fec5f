import { own } from '#core/own.ts'
import type { FlowView } from '#core/servers/runtime-flows.ts'
import type { ReportedEndpoint } from '#core/servers/server.ts'
import type { FlowMetrics, ServerMetrics } from '#core/servers/metrics.ts'
import * as t from '#runtime/declarations/schema.ts'
import { flowWords } from '../words.ts'

export const RuntimeFlowView = t.object({
  id: t.string(),
  type: t.string(),
  status: t.string(),
  serverId: t.string(),
  auditStatus: t.string(),
  favorite: t.boolean(),
  inboundEndpoints: t.array(t.string()),
  flowId: t.object({
    name: t.string(),
    fullName: t.string(),
    application: t.string(),
    definedInApplication: t.boolean(),
  }),
  asyncEventsReceived: t.int(),
  syncEventsReceived: t.int(),
  totalEventsReceived: t.int(),
  processedEvents: t.int(),
  executionErrors: t.int(),
  fatalErrors: t.int(),
  totalProcessingTime: t.int(),
  minProcessingTime: t.int(),
  maxProcessingTime: t.int(),
  averageProcessingTime: t.int(),
})

/** A flow of the server or cluster `ownerId`; an average of nothing is -1 on a cluster and 0 on a server. */
export function runtimeFlowView(
  view: FlowView,
  ownerId: string,
  metrics: readonly ServerMetrics[],
  averageOfNothing: -1 | 0,
): t.Of<typeof RuntimeFlowView> {
  const { application, flow, status } = view
  const own = metricsOf(view, metrics)
  const sum = (member: Exclude<keyof FlowMetrics, 'routed'>) => own.reduce((total, one) => total + one[member], 0)
  const seconds = (ms: number) => Math.round(ms / 1000)
  const processed = sum('processedEvents')
  return {
    id: `${ownerId}/${flow.name}`,
    type: flow.kind,
    status: flowWords[status],
    serverId: ownerId,
    auditStatus: 'DISABLED',
    favorite: false,
    inboundEndpoints: flow.endpoints.map(({ type, address }) => `${type.toLowerCase()}://${address}`),
    flowId: { name: flow.name, fullName: `${flow.name} [${application}]`, application, definedInApplication: true },
    asyncEventsReceived: sum('asyncEvents'),
    syncEventsReceived: sum('syncEvents'),
    totalEventsReceived: sum('asyncEvents') + sum('syncEvents'),
    processedEvents: processed,
    executionErrors: sum('executionErrors'),
    fatalErrors: sum('fatalErrors'),
    totalProcessingTime: seconds(sum('totalMs')),
    minProcessingTime: seconds(Math.min(...own.map(({ minMs }) => minMs), own.length > 0 ? Infinity : 0)),
    maxProcessingTime: seconds(Math.max(0, ...own.map(({ maxMs }) => maxMs))),
    averageProcessingTime: processed > 0 ? seconds(sum('totalMs') / processed) : averageOfNothing,
  }
}

export const EndpointView = t.object({
  address: t.string(),
  id: t.string(),
  type: t.string(),
  status: t.string(),
  connector: t.string(),
  routedMessages: t.int(),
  synchronous: t.boolean(),
  filtered: t.boolean(),
  tx: t.boolean(),
})

export const endpointViews = (view: FlowView, metrics: readonly ServerMetrics[]): t.Of<typeof EndpointView>[] =>
  view.flow.endpoints.map((endpoint: ReportedEndpoint) => ({
    address: endpoint.address,
    id: endpoint.id,
    type: endpoint.type,
    status: endpoint.status,
    connector: endpoint.connector,
    routedMessages: metricsOf(view, metrics).reduce((total, { routed }) => total + (own(routed, endpoint.id) ?? 0), 0),
    synchronous: endpoint.synchronous,
    filtered: endpoint.filtered,
    tx: endpoint.transacted,
  }))

/** A flow's metrics on the servers it is seen on. */
const metricsOf = ({ application, flow, on }: FlowView, metrics: readonly ServerMetrics[]): FlowMetrics[] =>
  metrics
    .filter(({ serverId }) => on.includes(serverId))
    .flatMap(({ applications }) => own(own(applications, application), flow.name) ?? [])
