import type { Actor } from '../actor.ts'
import { DomainError } from '../errors.ts'
import { own } from '../own.ts'
import { updateDesired } from './command-server.ts'
import { isUp } from './server-status.ts'
import type { EndpointState, FlowState } from './server.ts'
import { carries, desiredWith } from './runtime-applications.ts'
import {
  findFlow,
  flowsOf,
  refuseUnlessUp,
  wantedEndpoint,
  type ServerFlows,
  type FlowStatus,
} from './runtime-flows.ts'

export type FlowAction = 'start' | 'pause' | 'stop'

/** The states a flow may be in for an action, and the one it leads to (docs/dialects/mmc.md 2). */
const actions: Readonly<Record<FlowAction, { from: readonly FlowStatus[]; to: FlowState }>> = {
  start: { from: ['stopped', 'paused'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  stop: { from: ['running', 'paused'], to: 'stopped' },
}

/**
 * Asks every server that carries a flow for its next state, whatever it reports at the moment, even one that is down: nodes come
 * to one state and stay together. Refused with `runtime-flow-state` while the flow is stopping anywhere, and where on no
 * server it is, or was asked to be, in a state the action leaves.
 */
export function actOnFlow(
  carriers: readonly ServerFlows[],
  { application, flow, action }: { application: string; flow: string; action: FlowAction },
  actor: Actor,
) {
  refuseUnlessUp(carriers)
  findFlow(carriers, application, flow)
  const { from, to } = actions[action]
  const standings = carriers
    .filter((carrier) => isUp(carrier.status) && runs(carrier, application))
    .flatMap((carrier) => {
      const [own] = flowsOf([carrier]).filter((one) => one.application === application && one.flow.name === flow)
      return own ? [own.status, askedFor(carrier, application, flow) ?? own.status] : []
    })
  if (standings.includes('stopping') || !standings.some((one) => from.includes(one)))
    throw new DomainError('runtime-flow-state', `Error while ${gerund[action]} flow ${flow}`)
  const change = carriers
    .filter(({ server }) => carries(server, application))
    .filter((carrier) => askedFor(carrier, application, flow) !== to)
    .map(({ server }) =>
      updateDesired(
        server,
        { applications: desiredWith(server, application, (one) => withFlow(one, flow, to)) },
        actor,
      ),
    )
  return { change }
}

/** Whether an application runs: the flows of one that does not cannot be started by themselves. */
const runs = ({ server }: ServerFlows, application: string): boolean =>
  own(server.observed?.applications, application)?.status === 'started'

const askedFor = ({ server }: ServerFlows, application: string, flow: string): FlowState | undefined =>
  own(own(server.desired.applications, application)?.flows, flow)

const gerund: Readonly<Record<FlowAction, string>> = { start: 'starting', pause: 'pausing', stop: 'stopping' }

const withFlow = <T extends { flows?: Record<string, FlowState> }>(one: T, flow: string, to: FlowState): T => ({
  ...one,
  flows: { ...one.flows, [flow]: to },
})

/**
 * Asks every server that carries a flow for the state of one of its endpoints; repeating it changes nothing. Throws
 * `endpoint-not-found`.
 */
export function actOnEndpoint(
  carriers: readonly ServerFlows[],
  { application, flow, endpoint, to }: { application: string; flow: string; endpoint: string; to: EndpointState },
  actor: Actor,
) {
  const { flow: found } = findFlow(carriers, application, flow)
  if (!found.endpoints.some(({ id }) => id === endpoint)) {
    throw new DomainError('endpoint-not-found', `Flow ${flow} has no endpoint ${endpoint}.`)
  }
  const change = carriers
    .filter(({ server }) => carries(server, application))
    .filter((carrier) => wantedEndpoint(carrier, application, endpoint) !== to)
    .map(({ server }) =>
      updateDesired(
        server,
        {
          applications: desiredWith(server, application, (one) => ({
            ...one,
            endpoints: { ...one.endpoints, [endpoint]: to },
          })),
        },
        actor,
      ),
    )
  return { change }
}
