import { mostApplications } from '#core/deployments/deployment.ts'
import { jsonBytes } from '#core/json-bytes.ts'
import * as t from '#runtime/declarations/schema.ts'
import { FlowState, Generation, Id, Text, largestNumber } from '../types.ts'

/** Whether no two have the same name. */
const distinct = t.refine<{ name: string }[]>((all) => new Set(all.map(({ name }) => name)).size === all.length, {
  message: 'names one twice',
  params: { kind: 'other' },
})

const Endpoint = t.object({
  id: Text,
  address: Text,
  type: t.string().check(t.maxLength(40)),
  connector: Text,
  status: t.oneOf(['started', 'stopped']),
  synchronous: t.boolean(),
  filtered: t.boolean(),
  transacted: t.boolean(),
})

const Flow = t.object({
  name: Text,
  kind: t.oneOf(['flow', 'service']),
  status: FlowState,
  endpoints: t.array(Endpoint).check(t.maxLength(50)),
})

/** The flows of an application are one item, of 400 kB at most with its other members. */
const mostFlowBytes = 380_000
const withinItem = t.refine<t.Of<typeof Flow>[]>((flows) => jsonBytes(flows) <= mostFlowBytes, {
  message: `is over ${mostFlowBytes} bytes`,
  params: { kind: 'length' },
})

const Application = t.object({
  // An object takes `__proto__` for its prototype, and not for a member.
  name: t.string().check(t.minLength(1), t.maxLength(200), t.regex(/^(?!__proto__$)[^|/]+$/)),
  status: t.oneOf(['initialised', 'started', 'stopped', 'failed', 'disposed']),
  cause: t.optional(t.string().check(t.maxLength(500))),
  /** Of what a deployment put there: what was placed, and the placement that was carried out or tried last. */
  versionId: t.optional(Id),
  placement: t.optional(Id),
  flows: t.array(Flow).check(t.maxLength(1000), withinItem),
})

/** Sent when something about the runtime has changed since the last report that was answered: always all of it. */
export const ReportView = t.object({
  runtimeVersion: t.string().check(t.minLength(1), t.maxLength(40)),
  hostIp: t.string().check(t.maxLength(60)),
  uptimeSeconds: t.number().check(t.minimum(0), t.maximum(largestNumber)),
  commandGeneration: Generation,
  commandFailure: t.optional(t.object({ generation: Generation, cause: t.string().check(t.maxLength(500)) })),
  applications: t.array(Application).check(t.maxLength(mostApplications), distinct),
})

/** Sums over the nodes of a cluster stay exact. */
const Count = t.number().check(t.minimum(0), t.maximum(1e14))
const FlowMetrics = t.object({
  asyncEvents: Count,
  syncEvents: Count,
  processedEvents: Count,
  executionErrors: Count,
  fatalErrors: Count,
  totalMs: Count,
  minMs: Count,
  maxMs: Count,
  routed: t.record(Text, Count),
})

/** By application and flow. */
export const MetricsView = t.record(Text, t.record(Text, FlowMetrics))
