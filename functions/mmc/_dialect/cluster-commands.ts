import { actOnApplications, type ApplicationAction } from '#core/servers/runtime-applications.ts'
import { actOnEndpoint, actOnFlow, type FlowAction } from '#core/servers/command-runtime-flows.ts'
import { refuseUnlessUp } from '#core/servers/runtime-flows.ts'
import type { EndpointState } from '#core/servers/server.ts'
import type { Context } from '#runtime/context.ts'
import * as t from '#runtime/schema.ts'
import { watchingFlows, watchMembers, withApplications } from '#runtime/watch.ts'
import { refusal } from './dialect.ts'
import { findCluster, finding } from './find.ts'
import { Id, list, listOf, text } from './shapes.ts'

/**
 * What the commands on a cluster's applications, flows and endpoints share: everything but the route and the verb. What
 * is asked for goes into each member's desired document, in one transaction.
 */
const effects = { ...watchingFlows, reads: finding, updates: ['server'] } as const
const flowPath = { clusterId: Id, flowName: Id, applicationName: Id }

const done: Readonly<Record<FlowAction, string>> = { start: 'started', pause: 'paused', stop: 'stopped' }

/** The original documents no 404 for these but for the cluster: an unknown flow is a 500 like a wrong state. */
export const clusterFlowCommand = (action: FlowAction) => ({
  permission: 'clusters.control' as const,
  spans: 'flowName' as const,
  input: t.object(flowPath),
  output: t.document,
  isDocument: true as const,
  errors: {
    'runtime-flow-not-found': { status: 500, name: 'FlowNotFound' },
    'estate-down': { status: 500, name: 'ServerDown' },
  },
  fails: ['cluster-not-found', 'runtime-flow-not-found', 'runtime-flow-state', 'estate-down'] as const,
  effects,
  async run(
    { clusterId, flowName, applicationName }: { clusterId: string; flowName: string; applicationName: string },
    context: Context<typeof effects, t.Of<typeof t.document>>,
  ) {
    const cluster = await findCluster(context, clusterId)
    const carriers = await withApplications(context, await watchMembers(context, cluster))
    const what = { application: applicationName, flow: flowName, action }
    const change = actOnFlow(carriers, what, context.caller.name)
    return context.commit(change, text(`The flow ${done[action]} successfully`))
  },
})

export const clusterEndpointCommand = (to: EndpointState) => ({
  permission: 'clusters.control' as const,
  spans: 'flowName' as const,
  input: t.object({ ...flowPath, endpointId: Id }),
  output: t.array(t.string()),
  errors: { 'estate-down': { status: 500, name: 'ServerDown' } },
  fails: ['cluster-not-found', 'runtime-flow-not-found', 'endpoint-not-found', 'estate-down'] as const,
  effects,
  async run(
    input: { clusterId: string; flowName: string; applicationName: string; endpointId: string },
    context: Context<typeof effects, string[]>,
  ) {
    const cluster = await findCluster(context, input.clusterId)
    const carriers = await withApplications(context, await watchMembers(context, cluster))
    refuseUnlessUp(carriers)
    const what = { application: input.applicationName, flow: input.flowName, endpoint: input.endpointId, to }
    return context.commit(actOnEndpoint(carriers, what, context.caller.name), [input.endpointId])
  },
})

/** Several names may be given, separated by commas; unknown ones are none of those acted on. */
export const clusterApplicationCommand = (action: ApplicationAction) => ({
  permission: 'clusters.control' as const,
  input: t.object({ clusterId: Id, applicationName: Id }),
  output: listOf(t.string()),
  fails: ['cluster-not-found', 'application-name-missing'] as const,
  effects,
  async run(
    { clusterId, applicationName }: { clusterId: string; applicationName: string },
    context: Context<typeof effects, { total: number; data: string[] }>,
  ) {
    const names = applicationName
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    if (names.length === 0) throw refusal('application-name-missing', 'At least one application name must be supplied.')
    const cluster = await findCluster(context, clusterId)
    const members = await watchMembers(context, cluster)
    const { found, change } = actOnApplications(members, names, action, context.caller.name)
    return context.commit(change, list(found))
  },
})
