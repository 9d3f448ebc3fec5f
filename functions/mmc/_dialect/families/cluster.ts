import { findCluster } from '#app/clusters/find-cluster.ts'
import { commandRuntimeEndpoint } from '#app/servers/command-runtime-endpoint.ts'
import { commandRuntimeFlow } from '#app/servers/command-runtime-flow.ts'
import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { actOnApplications, type ApplicationAction } from '#core/servers/runtime-applications.ts'
import type { FlowAction } from '#core/servers/command-runtime-flows.ts'
import type { EndpointState } from '#core/servers/server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { family, refusal } from '../dialect.ts'
import { Id, list, listOf, text } from '../types.ts'
import { pastTense } from '../words.ts'

/**
 * The families of commands on a cluster's applications, flows and endpoints. What is asked for goes into each node's desired
 * document, in one transaction.
 */
const uses = { findCluster, loadServerHealth } as const
const flowPath = { clusterId: Id, flowName: Id, applicationName: Id }

/** The original documents no 404 for these but for the cluster: an unknown flow is a 500 like a wrong state. */
export const clusterFlowCommand = family({
  spans: 'flowName',
  input: t.object(flowPath),
  output: t.document,
  isDocument: true,
  errors: {
    'runtime-flow-not-found': { status: 500, name: 'FlowNotFound' },
    'no-server-available': { status: 500, name: 'ServerDown' },
  },
  fails: ['cluster-not-found', 'runtime-flow-not-found', 'runtime-flow-state', 'no-server-available'],
  uses: { ...uses, commandRuntimeFlow },
  async run({ clusterId, flowName, applicationName }, { use, commit }, action: FlowAction) {
    const { memberIds } = await use.findCluster(clusterId)
    const what = { application: applicationName, flow: flowName, action }
    const { change } = await use.commandRuntimeFlow(await use.loadServerHealth(memberIds), what)
    return commit(change, text(`The flow ${pastTense[action]} successfully`))
  },
})

export const clusterEndpointCommand = family({
  spans: 'flowName',
  input: t.object({ ...flowPath, endpointId: Id }),
  output: t.array(t.string()),
  errors: { 'no-server-available': { status: 500, name: 'ServerDown' } },
  fails: ['cluster-not-found', 'runtime-flow-not-found', 'endpoint-not-found', 'no-server-available'],
  uses: { ...uses, commandRuntimeEndpoint },
  async run({ clusterId, flowName, applicationName, endpointId }, { use, commit }, to: EndpointState) {
    const { memberIds } = await use.findCluster(clusterId)
    const what = { application: applicationName, flow: flowName, endpoint: endpointId, to }
    const { change } = await use.commandRuntimeEndpoint(await use.loadServerHealth(memberIds), what)
    return commit(change, [endpointId])
  },
})

/** Several names may be given, separated by commas; unknown ones are none of those acted on. */
export const clusterApplicationCommand = family({
  input: t.object({ clusterId: Id, applicationName: Id }),
  output: listOf(t.string()),
  fails: ['cluster-not-found', 'application-name-missing'],
  effects: { updates: ['server'] },
  uses,
  async run({ clusterId, applicationName }, { actor, use, commit }, action: ApplicationAction) {
    const names = applicationName
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    if (names.length === 0) throw refusal('application-name-missing', 'At least one application name must be supplied.')
    const { memberIds } = await use.findCluster(clusterId)
    const { after, change } = actOnApplications(await use.loadServerHealth(memberIds), names, action, actor)
    return commit(change, list(after.found))
  },
})
