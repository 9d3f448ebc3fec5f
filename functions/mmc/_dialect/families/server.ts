import { commandRuntimeEndpoint } from '#app/servers/command-runtime-endpoint.ts'
import { commandRuntimeFlow } from '#app/servers/command-runtime-flow.ts'
import { findServerHealth } from '#app/servers/find-server-health.ts'
import type { FlowAction } from '#core/servers/command-runtime-flows.ts'
import { commandServer } from '#core/servers/command-server.ts'
import type { EndpointState } from '#core/servers/server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { family } from '../dialect.ts'
import { fromLocal } from '../ids.ts'
import { Done, done, Id, text } from '../types.ts'
import { pastTense } from '../words.ts'

/** The families of commands on one server, and on its flows and endpoints. */
const flowPath = { serverId: Id, flowName: Id, applicationName: Id }

export const serverFlowCommand = family({
  spans: 'flowName',
  input: t.object(flowPath),
  output: t.document,
  isDocument: true,
  errors: { 'no-server-available': { status: 500, name: 'ServerDown' } },
  fails: ['server-not-found', 'runtime-flow-not-found', 'runtime-flow-state', 'no-server-available'],
  uses: { findServerHealth, commandRuntimeFlow },
  async run({ serverId, flowName, applicationName }, { use, commit }, action: FlowAction) {
    const watched = await use.findServerHealth(fromLocal(serverId), serverId)
    const what = { application: applicationName, flow: flowName, action }
    const { change } = await use.commandRuntimeFlow([watched], what)
    return commit(change, text(`The flow ${pastTense[action]} successfully`))
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
  uses: { findServerHealth, commandRuntimeEndpoint },
  async run({ serverId, flowName, applicationName, endpointId }, { use, commit }, to: EndpointState) {
    const watched = await use.findServerHealth(fromLocal(serverId), serverId)
    const what = { application: applicationName, flow: flowName, endpoint: endpointId, to }
    const { change } = await use.commandRuntimeEndpoint([watched], what)
    return commit(change, [endpointId])
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
