import { actOnEndpoint, actOnFlow, type FlowAction } from '#core/servers/command-runtime-flows.ts'
import { refuseUnlessUp } from '#core/servers/runtime-flows.ts'
import { orderServer } from '#core/servers/order-server.ts'
import type { EndpointState } from '#core/servers/server.ts'
import type { Context } from '#runtime/context.ts'
import * as t from '#runtime/schema.ts'
import { watching, watchingFlows, withApplications, type WatchingFlows } from '#runtime/watch.ts'
import { findServer } from './find.ts'
import { Done, done, Id, text } from './shapes.ts'

/** What the commands on one server share, and on its flows and endpoints: everything but the route and the verb. */
const effects = { ...watchingFlows, updates: ['server'] } as const
const flowPath = { serverId: Id, flowName: Id, applicationName: Id }

const past: Readonly<Record<FlowAction, string>> = { start: 'started', pause: 'paused', stop: 'stopped' }

export const serverFlowCommand = (action: FlowAction) => ({
  permission: 'servers.control' as const,
  spans: 'flowName' as const,
  input: t.object(flowPath),
  output: t.document,
  isDocument: true as const,
  errors: { 'estate-down': { status: 500, name: 'ServerDown' } },
  fails: ['server-not-found', 'runtime-flow-not-found', 'runtime-flow-state', 'estate-down'] as const,
  effects,
  async run(
    { serverId, flowName, applicationName }: { serverId: string; flowName: string; applicationName: string },
    context: Context<typeof effects, t.Of<typeof t.document>>,
  ) {
    const carriers = await carriersOf(context, serverId)
    const what = { application: applicationName, flow: flowName, action }
    const change = actOnFlow(carriers, what, context.caller.name)
    return context.commit(change, text(`The flow ${past[action]} successfully`))
  },
})

/** An endpoint that the flow does not have is 409 here, and 500 on a cluster. */
export const serverEndpointCommand = (to: EndpointState) => ({
  permission: 'servers.control' as const,
  spans: 'flowName' as const,
  input: t.object({ ...flowPath, endpointId: Id }),
  output: t.array(t.string()),
  errors: {
    'estate-down': { status: 500, name: 'ServerDown' },
    'endpoint-not-found': { status: 409, name: 'EndpointNotFound' },
  },
  fails: ['server-not-found', 'runtime-flow-not-found', 'endpoint-not-found', 'estate-down'] as const,
  effects,
  async run(
    input: { serverId: string; flowName: string; applicationName: string; endpointId: string },
    context: Context<typeof effects, string[]>,
  ) {
    const carriers = await carriersOf(context, input.serverId)
    refuseUnlessUp(carriers)
    const what = { application: input.applicationName, flow: input.flowName, endpoint: input.endpointId, to }
    return context.commit(actOnEndpoint(carriers, what, context.caller.name), [input.endpointId])
  },
})

const carriersOf = async (context: WatchingFlows, serverId: string) =>
  withApplications(context, [await findServer(context, serverId)])

const orderEffects = { ...watching, updates: ['server'] } as const

export const serverOrder = (kind: 'restart' | 'stop') => ({
  permission: 'servers.control' as const,
  input: t.object({ serverId: Id }),
  output: Done,
  fails: ['server-not-found', 'server-not-running'] as const,
  effects: orderEffects,
  async run({ serverId }: { serverId: string }, context: Context<typeof orderEffects, typeof done>) {
    const watched = await findServer(context, serverId)
    return context.commit(orderServer(watched, kind, context.at, context.caller.name), done)
  },
})
