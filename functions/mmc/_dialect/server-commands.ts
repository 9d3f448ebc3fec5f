import { findServerHealth } from '#app/servers/find-server-health.ts'
import { loadReportedApplications } from '#app/servers/load-reported-applications.ts'
import { actOnEndpoint, actOnFlow, type FlowAction } from '#core/servers/command-runtime-flows.ts'
import { refuseUnlessUp } from '#core/servers/runtime-flows.ts'
import { commandServer } from '#core/servers/command-server.ts'
import type { EndpointState } from '#core/servers/server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { family } from './dialect.ts'
import { fromLocal } from './ids.ts'
import { Done, done, Id, text } from './types.ts'

/** The families of commands on one server, and on its flows and endpoints. */
const flowPath = { serverId: Id, flowName: Id, applicationName: Id }

/** Finds a server, and what it reports of its applications. */
const loadServerFlows = useCase({
  uses: { findServerHealth, loadReportedApplications },
  run: async ({ use }, serverId: string) =>
    use.loadReportedApplications([await use.findServerHealth(fromLocal(serverId), serverId)]),
})

const past: Readonly<Record<FlowAction, string>> = { start: 'started', pause: 'paused', stop: 'stopped' }

export const serverFlowCommand = family({
  spans: 'flowName',
  input: t.object(flowPath),
  output: t.document,
  isDocument: true,
  errors: { 'no-server-available': { status: 500, name: 'ServerDown' } },
  fails: ['server-not-found', 'runtime-flow-not-found', 'runtime-flow-state', 'no-server-available'],
  effects: { updates: ['server'] },
  uses: { loadServerFlows },
  async run({ serverId, flowName, applicationName }, { actor, use, commit }, action: FlowAction) {
    const carriers = await use.loadServerFlows(serverId)
    const what = { application: applicationName, flow: flowName, action }
    const { change } = actOnFlow(carriers, what, actor)
    return commit(change, text(`The flow ${past[action]} successfully`))
  },
})

/** An endpoint that the flow does not have is 409 here, and 500 on a cluster. */
export const serverEndpointCommand = family({
  spans: 'flowName',
  input: t.object({ ...flowPath, endpointId: Id }),
  output: t.array(t.string()),
  errors: {
    'no-server-available': { status: 500, name: 'ServerDown' },
    'endpoint-not-found': { status: 409, name: 'EndpointNotFound' },
  },
  fails: ['server-not-found', 'runtime-flow-not-found', 'endpoint-not-found', 'no-server-available'],
  effects: { updates: ['server'] },
  uses: { loadServerFlows },
  async run({ serverId, flowName, applicationName, endpointId }, { actor, use, commit }, to: EndpointState) {
    const carriers = await use.loadServerFlows(serverId)
    refuseUnlessUp(carriers)
    const what = { application: applicationName, flow: flowName, endpoint: endpointId, to }
    return commit(actOnEndpoint(carriers, what, actor).change, [endpointId])
  },
})

export const serverCommand = family({
  input: t.object({ serverId: Id }),
  output: Done,
  fails: ['server-not-found', 'server-not-running'],
  effects: { updates: ['server'] },
  uses: { findServerHealth },
  async run({ serverId }, { actor, use, commit }, kind: 'restart' | 'stop') {
    const watched = await use.findServerHealth(fromLocal(serverId), serverId)
    return commit(commandServer(watched, kind, actor).change, done)
  },
})
