import type { Order } from './order.ts'

/**
 * A runtime that is managed. `desired` is what it should look like, one document with a generation number; `observed`
 * is what its agent last reported. Statuses, counts and health are derived from the two and from the lease when read
 * (server-status.ts); none is stored, so none can lie.
 */
export interface Server {
  tenant: string
  /** A bare UUID; never used again. */
  id: string
  version: number
  name: string
  agentId: string
  agentUrl: string
  runtimeVersion: string
  hostIp: string
  groupIds: string[]
  clusterId?: string
  desired: Desired
  observed?: Observed
  /** What was last announced as an event (`server.down`, `server.up`); never used to tell whether it is up. */
  announced?: 'up' | 'down'
  announcedAt?: string
  createdAt: string
  createdBy: string
}

export interface Desired {
  /** Rises with every change of the document. */
  generation: number
  /** Who wants it so. */
  by?: string
  cluster?: { id: string; name: string; multicast: boolean }
  /** The last restart or stop asked for. An agent obeys it once, and not after its time. */
  order?: Order
  /** What was asked for; an application or flow that is not named here is to run. */
  applications: Record<string, DesiredApplication>
}

export interface DesiredApplication {
  /** The version to carry; absent for what a runtime was started with. */
  versionId?: string
  state?: 'started' | 'stopped'
  /** A restart of the application alone is a higher number. */
  restartGeneration?: number
  flows?: Record<string, FlowState>
  endpoints?: Record<string, EndpointState>
}

export type FlowState = 'running' | 'paused' | 'stopped'
export type EndpointState = 'started' | 'stopped'

/** What a runtime says it is doing; `restarting` and `stopped` are its last words before it goes. */
export type RuntimeStatus = 'starting' | 'running' | 'draining' | 'restarting' | 'stopped'

export type ApplicationStatus = 'initialised' | 'started' | 'stopped' | 'failed'

export interface Observed {
  /** Sorts after the ids of the same agent's earlier boots. With `seq`, the order of reports. */
  bootId: string
  seq: number
  status: RuntimeStatus
  /** The newest order the agent has taken up, and the one it could not carry out, with why. */
  orderGeneration: number
  orderFailure?: { generation: number; cause: string }
  startedAt: string
  /** When the status or something about an application last changed. */
  changedAt: string
  /** When the order in hand was taken up, the runtime went, and came back. */
  timeline?: { generation: number; deliveredAt: string; downAt?: string; upAt?: string }
  applications: Record<string, ObservedApplication>
}

export interface ObservedApplication {
  status: ApplicationStatus
  cause?: string
  /** Over its flows and endpoints; their item is written again only when it differs. */
  digest: string
  running: number
  paused: number
  stopped: number
}

/** The flows and endpoints of one application on one server: an item of their own, so that the server's stays small. */
export interface ServerApplication {
  tenant: string
  serverId: string
  name: string
  flows: ReportedFlow[]
  reportedAt: string
}

export interface ReportedFlow {
  name: string
  kind: 'flow' | 'service'
  status: FlowState
  endpoints: ReportedEndpoint[]
}

export interface ReportedEndpoint {
  id: string
  address: string
  type: string
  connector: string
  status: EndpointState
  synchronous: boolean
  filtered: boolean
  transacted: boolean
}

/** Figures of one flow since its runtime started; times in milliseconds. */
export interface FlowFigures {
  asyncEvents: number
  syncEvents: number
  processedEvents: number
  executionErrors: number
  fatalErrors: number
  totalMs: number
  minMs: number
  maxMs: number
  /** Messages routed, by endpoint id. */
  routed: Record<string, number>
}

/** A server's figures, by application and flow. They move all the time: kept beside the leases, outside the stream. */
export interface ServerFigures {
  tenant: string
  serverId: string
  at: string
  applications: Record<string, Record<string, FlowFigures>>
}

/** A name that is taken: uniqueness is this item, in the transaction that takes it. */
export interface TakenName {
  tenant: string
  of: 'server' | 'cluster' | 'server-group'
  name: string
  id: string
}

export interface ServerGroup {
  tenant: string
  id: string
  version: number
  name: string
  createdAt: string
  createdBy: string
}
