import { DomainError } from '../errors.ts'
import { desire } from '../servers/order-server.ts'
import { isUp, type Watched } from '../servers/server-status.ts'
import type { EndpointState, FlowState, ReportedEndpoint, ReportedFlow, ServerApplication } from '../servers/server.ts'
import { desiredWith } from './applications.ts'

/** A server with the applications it reports. */
export interface Carrier extends Watched {
  applications: readonly ServerApplication[]
}

export interface FlowView {
  application: string
  flow: ReportedFlow
  status: FlowState | 'stopping'
  /** Ids of the servers whose flow this is a view of. */
  on: string[]
}

/** A flow on one server as it is: what it reports, or `stopping` while it still runs although it is to stop. */
function statusOn(carrier: Carrier, application: string, flow: ReportedFlow): FlowView['status'] {
  const desired = carrier.server.desired.applications[application]
  const isToStop = desired?.state === 'stopped' || desired?.flows?.[flow.name] === 'stopped'
  if (carrier.server.observed?.applications[application]?.status !== 'started') return 'stopped'
  return isToStop && flow.status !== 'stopped' ? 'stopping' : flow.status
}

/** From least to most: together, servers are as far as the one that is furthest behind. */
const progress: readonly FlowView['status'][] = ['stopped', 'stopping', 'paused', 'running']

/** The flows of servers that are up, each once, by application and name. */
export function flowsOf(carriers: readonly Carrier[]): FlowView[] {
  const found = new Map<string, FlowView>()
  for (const carrier of carriers) {
    if (!isUp(carrier.status)) continue
    for (const { name: application, flows } of carrier.applications) {
      if (carrier.server.observed?.applications[application] === undefined) continue
      for (const flow of flows) {
        const key = JSON.stringify([application, flow.name])
        const status = statusOn(carrier, application, flow)
        const known = found.get(key)
        if (!known) found.set(key, { application, flow, status, on: [carrier.server.id] })
        else {
          known.on.push(carrier.server.id)
          known.status = progress[Math.min(progress.indexOf(known.status), progress.indexOf(status))] ?? status
          known.flow = { ...known.flow, endpoints: mergeEndpoints(known.flow.endpoints, flow.endpoints) }
        }
      }
    }
  }
  return [...found.values()].sort((one, other) =>
    `${one.application}/${one.flow.name}` < `${other.application}/${other.flow.name}` ? -1 : 1,
  )
}

/** An endpoint is started when it is on every server. */
const mergeEndpoints = (one: ReportedEndpoint[], other: ReportedEndpoint[]): ReportedEndpoint[] =>
  one.map((endpoint) => ({
    ...endpoint,
    status: other.some(({ id, status }) => id === endpoint.id && status === 'stopped') ? 'stopped' : endpoint.status,
  }))

/** Throws `estate-down` when no server is up that could be asked. */
export function refuseUnlessUp(watched: readonly Watched[]): void {
  if (!watched.some(({ status }) => isUp(status))) throw new DomainError('estate-down', 'The server is currently down.')
}

export function findFlow(carriers: readonly Carrier[], application: string, name: string): FlowView {
  const found = flowsOf(carriers).find((view) => view.application === application && view.flow.name === name)
  if (!found) throw new DomainError('runtime-flow-not-found', `There is no flow ${name} in application ${application}.`)
  return found
}

export type FlowAction = 'start' | 'pause' | 'stop'

/** The states a flow may be in for an action, and the one it leads to (docs/dialects/mmc.md 2). */
const actions: Readonly<Record<FlowAction, { from: readonly FlowView['status'][]; to: FlowState }>> = {
  start: { from: ['stopped', 'paused'], to: 'running' },
  pause: { from: ['running'], to: 'paused' },
  stop: { from: ['running', 'paused'], to: 'stopped' },
}

/**
 * Asks every server that carries a flow for its next state. Refused with `runtime-flow-state` where no server's flow is
 * in a state the action leaves; a server where it is there already is left alone.
 */
export function actOnFlow(
  carriers: readonly Carrier[],
  { application, flow, action }: { application: string; flow: string; action: FlowAction },
  by: string,
) {
  refuseUnlessUp(carriers)
  findFlow(carriers, application, flow)
  const { from, to } = actions[action]
  const ready = carriers.filter((carrier) => {
    const [own] = flowsOf([carrier]).filter((view) => view.application === application && view.flow.name === flow)
    // A flow of an application that does not run can not be started by itself.
    const isAlive = carrier.server.observed?.applications[application]?.status === 'started'
    return own !== undefined && isAlive && from.includes(own.status)
  })
  if (ready.length === 0) throw new DomainError('runtime-flow-state', `Error while ${gerund[action]} flow ${flow}`)
  return ready.map(({ server }) =>
    desire(server, { applications: desiredWith(server, application, (one) => withFlow(one, flow, to)) }, by),
  )
}

const gerund: Readonly<Record<FlowAction, string>> = { start: 'starting', pause: 'pausing', stop: 'stopping' }

const withFlow = <T extends { flows?: Record<string, FlowState> }>(one: T, flow: string, to: FlowState): T => ({
  ...one,
  flows: { ...one.flows, [flow]: to },
})

/** Asks for the state of one endpoint; repeating it changes nothing. Throws `endpoint-not-found`. */
export function actOnEndpoint(
  carriers: readonly Carrier[],
  { application, flow, endpoint, to }: { application: string; flow: string; endpoint: string; to: EndpointState },
  by: string,
) {
  const { flow: found } = findFlow(carriers, application, flow)
  if (!found.endpoints.some(({ id }) => id === endpoint)) {
    throw new DomainError('endpoint-not-found', `Flow ${flow} has no endpoint ${endpoint}.`)
  }
  return carriers
    .filter(({ server, status }) => isUp(status) && server.observed?.applications[application] !== undefined)
    .filter(({ server }) => (server.desired.applications[application]?.endpoints?.[endpoint] ?? 'started') !== to)
    .map(({ server }) =>
      desire(
        server,
        {
          applications: desiredWith(server, application, (one) => ({
            ...one,
            endpoints: { ...one.endpoints, [endpoint]: to },
          })),
        },
        by,
      ),
    )
}
