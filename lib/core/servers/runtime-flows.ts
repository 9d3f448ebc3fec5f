import { DomainError } from '../errors.ts'
import { own } from '../own.ts'
import { isUp, type ServerHealth } from './server-status.ts'
import type {
  ApplicationStatus,
  EndpointState,
  FlowState,
  ReportedEndpoint,
  ReportedFlow,
  ServerApplication,
} from './server.ts'
import { isThere } from './runtime-applications.ts'
import { together, type Standing } from './together.ts'

/** A server with the applications it reports. */
export interface ServerFlows extends ServerHealth {
  applications: readonly ServerApplication[]
}

export interface FlowView {
  application: string
  flow: ReportedFlow
  status: FlowStatus
  /** Ids of the servers whose flow this is a view of. */
  on: string[]
}
export type FlowStatus = FlowState | 'stopping'

/** A flow on one server. */
interface Instance extends Standing<FlowStatus> {
  carrier: ServerFlows
  /** What the server reports of the flow's application. */
  applicationStatus: ApplicationStatus
  flow: ReportedFlow
}

/** What a server's document wants of a flow: one it does not name is to run, as long as its application is. */
function wantedFlow({ server }: ServerHealth, application: string, flow: string): FlowState {
  const desired = own(server.desired.applications, application)
  return desired?.state === 'stopped' ? 'stopped' : (own(desired?.flows, flow) ?? 'running')
}

/** A flow on one server as it is: what it reports, or `stopping` while it still runs although it is to stop. */
function instance(
  carrier: ServerFlows,
  application: string,
  applicationStatus: ApplicationStatus,
  flow: ReportedFlow,
): Instance {
  const wanted = wantedFlow(carrier, application, flow.name)
  const reported = applicationStatus === 'started' ? flow.status : 'stopped'
  const status = wanted === 'stopped' && reported !== 'stopped' ? 'stopping' : reported
  return { carrier, flow, applicationStatus, wanted, status }
}

/** The flows of servers that are up, each once, by application and name. */
export function flowsOf(carriers: readonly ServerFlows[]): FlowView[] {
  const found = new Map<string, { application: string; instances: Instance[] }>()
  for (const carrier of carriers) {
    if (!isUp(carrier.status)) continue
    for (const { name: application, flows } of carrier.applications) {
      const reported = own(carrier.server.observed?.applications, application)
      if (!reported) continue
      for (const flow of flows) {
        const key = JSON.stringify([application, flow.name])
        const { instances } = found.get(key) ?? { instances: [] }
        found.set(key, {
          application,
          instances: [...instances, instance(carrier, application, reported.status, flow)],
        })
      }
    }
  }
  return [...found.values()]
    .filter(({ instances }) => isThere(instances.map(({ applicationStatus }) => applicationStatus)))
    .flatMap(({ application, instances }) => view(application, instances))
    .sort((one, other) => (`${one.application}/${one.flow.name}` < `${other.application}/${other.flow.name}` ? -1 : 1))
}

function view(application: string, instances: readonly Instance[]): FlowView[] {
  const [first, ...others] = instances
  if (!first) return []
  const isStopping = instances.some(({ status }) => status === 'stopping')
  const endpoints = first.flow.endpoints.map((endpoint) => ({
    ...endpoint,
    status: endpointStatus(application, endpoint, [first, ...others]),
  }))
  return [
    {
      application,
      flow: { ...first.flow, endpoints },
      status: isStopping
        ? 'stopping'
        : together([first, ...others], { progress: ['stopped', 'paused', 'running'], between: 'stopping' }),
      on: instances.map(({ carrier }) => carrier.server.id),
    },
  ]
}

/** What a server's document wants of an endpoint, given what it wants of its flow. */
export function wantedEndpoint({ server }: ServerHealth, application: string, endpoint: string): EndpointState {
  return own(own(server.desired.applications, application)?.endpoints, endpoint) ?? 'started'
}

/** Nodes that are asked for different things are `started`: messages come in somewhere. */
function endpointStatus(
  application: string,
  { id, status }: ReportedEndpoint,
  [first, ...others]: readonly [Instance, ...Instance[]],
): EndpointState {
  const standing = ({ carrier, flow, wanted }: Instance): Standing<EndpointState> => ({
    status: flow.endpoints.find((one) => one.id === id)?.status ?? status,
    wanted: wanted === 'running' ? wantedEndpoint(carrier, application, id) : 'stopped',
  })
  return together([standing(first), ...others.map(standing)], { progress: ['stopped', 'started'], between: 'started' })
}

/** Throws `no-server-available` when no server is up that could be asked. */
export function refuseUnlessUp(watched: readonly ServerHealth[]): void {
  if (!watched.some(({ status }) => isUp(status)))
    throw new DomainError('no-server-available', 'The server is currently down.')
}

export function findFlow(carriers: readonly ServerFlows[], application: string, name: string): FlowView {
  const found = flowsOf(carriers).find((one) => one.application === application && one.flow.name === name)
  if (!found) throw new DomainError('runtime-flow-not-found', `There is no flow ${name} in application ${application}.`)
  return found
}
