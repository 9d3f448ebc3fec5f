import { DomainError } from '#core/errors.ts'
import { trimmedMetrics } from '#core/servers/metrics.ts'
import { tellOfFlows } from '#app/servers/tell-of-flows.ts'
import { observe } from '#core/servers/observe.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { DesiredView, desiredView } from './_dialect/views/desired-state.ts'
import { FlowReports, RunReports } from './_dialect/bodies/hosted-flows.ts'
import { MetricsView, ReportView } from './_dialect/bodies/report.ts'
import { Generation, Id, largestNumber } from './_dialect/types.ts'

/**
 * Renews an agent's lease, records its report, and returns when to check in again, and the desired document if the
 * agent is behind. An unchanged check-in is one write, whatever the runtime hosts.
 */
export default operation({
  name: 'CheckIn',
  route: 'POST /agents/{agentId}/check-in',
  example: {
    request: {
      agentId: '<agentId>',
      protocol: 1,
      bootId: '00000009-example',
      seq: 1,
      status: 'running',
      observedGeneration: 0,
      serverId: '<memberId>',
      report: {
        runtimeVersion: '3.8.0',
        hostIp: '10.0.0.1',
        uptimeSeconds: 5,
        commandGeneration: 1,
        applications: [{ name: '<applicationName>', status: 'started', flows: [] }],
      },
    },
    answer: {
      nextSeconds: 2,
      desired: {
        serverId: '<memberId>',
        generation: 3,
        cluster: { id: '<clusterId>', name: '<clusterName>', multicast: true },
        filesGeneration: 3,
        command: { kind: 'restart', generation: 1, validSeconds: 359.774, drainSeconds: 30, onDrainTimeout: 'force' },
        applications: {},
      },
    },
  },
  permission: 'agents.act',
  input: t.object({
    agentId: Id,
    protocol: t.literal(1),
    /** Sorts after the ids of this agent's earlier boots. */
    bootId: t.string().check(t.minLength(1), t.maxLength(60)),
    /** Rises with each check-in of a boot. */
    seq: t.int().check(t.minimum(1), t.maximum(largestNumber)),
    status: t.oneOf(['starting', 'running', 'draining', 'restarting', 'stopped']),
    /** Of the document the agent has, and whose it is. */
    observedGeneration: Generation,
    serverId: t.optional(Id),
    report: t.optional(ReportView),
    metrics: t.optional(MetricsView),
    /** Of the flows the agent has, 0 at first; an agent that hosts none leaves it out, and is told of none. */
    flowsGeneration: t.optional(Generation),
    /** Flows of which something has changed, and runs. */
    flows: t.optional(FlowReports),
    runs: t.optional(RunReports),
  }),
  output: t.object({
    nextSeconds: t.number(),
    desired: t.optional(DesiredView),
    reportWanted: t.optional(t.boolean()),
    metricsWanted: t.optional(t.boolean()),
  }),
  fails: ['agent-not-found'],
  effects: {
    checksIn: true,
    reads: ['server'],
    creates: ['application', 'metrics'],
    updates: ['server'],
    deletes: ['application'],
    reportsFlows: true,
  },
  uses: { tellOfFlows },
  async run({ agentId, bootId, seq, status, observedGeneration, serverId, report, metrics, ...hosted }, context) {
    const { caller, at, read, commit, checkIn } = context
    if (agentId !== caller.id) throw new DomainError('agent-not-found', 'The credential is another agent’s.')
    const metricsAt = metrics && at
    const { flowsGeneration: observedFlowsGeneration, flows = [], runs = [] } = hosted
    const said = { bootId, seq, status, observedGeneration, observedFlowsGeneration, metricsAt }
    const { lease, nextSeconds } = await checkIn(said)
    if (lease.serverId === undefined) return { nextSeconds }
    const isOwn = serverId === lease.serverId
    const { flowsGeneration = 0 } = lease
    const isBehindOnFlows = observedFlowsGeneration !== undefined && observedFlowsGeneration !== flowsGeneration
    const isBehind = !isOwn || observedGeneration < lease.desiredGeneration || isBehindOnFlows
    const server = isBehind || report ? await read.server(lease.serverId) : undefined
    if (server && report && isOwn) {
      for (const { change } of observe(server, { ...report, bootId, seq, status }, at))
        await commit(change, { nextSeconds })
    }
    if (isOwn) await context.reportFlows({ serverId: lease.serverId, bootId, seq, flows, runs })
    if (metrics && isOwn) {
      const item = { tenant: caller.tenant, serverId: lease.serverId, at, applications: trimmedMetrics(metrics) }
      await commit([{ kind: 'put', entity: 'metrics', item }], { nextSeconds })
    }
    const isToldOfFlows = server && isBehind && observedFlowsGeneration !== undefined
    const told = isToldOfFlows ? await context.use.tellOfFlows(server.id, flowsGeneration) : undefined
    return {
      nextSeconds,
      desired: isBehind && server ? desiredView(server.id, server.desired, at, told) : undefined,
      reportWanted: isOwn ? undefined : true,
      metricsWanted: (lease.metricsRequestedAt ?? '') > (lease.metricsAt ?? '') || undefined,
    }
  },
})
