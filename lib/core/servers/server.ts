import type { Command } from './command.ts'

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
  /** When it last left a cluster: deployments that named the server itself before have been off it since it joined. */
  leftAt?: string
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
  command?: Command
  /** What was asked for; an application or flow that is not named here is to run. */
  applications: Record<string, DesiredApplication>
  /** Of the set of files that are to be in its home, which the agent fetches; absent while there never was one. */
  filesGeneration?: number
  /** The last rollout of each deployment that wrote this document, and until when its news are awaited. */
  deployments?: Record<string, { rolloutId: string; deadlineAt: string }>
}

export interface DesiredApplication {
  /** The version to carry, and the deployment that wants it; absent for what a runtime was started with. */
  versionId?: string
  deploymentId?: string
  /** The rollout that placed it: another one is to be deployed again. */
  placement?: string
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

/** `disposed`: its files are being removed; then it is gone. */
export type ApplicationStatus = 'initialised' | 'started' | 'stopped' | 'failed' | 'disposed'

export interface Observed {
  /** Sorts after the ids of the same agent's earlier boots. With `seq`, the order of reports. */
  bootId: string
  seq: number
  status: RuntimeStatus
  /** The newest command the agent has taken up, and the one it could not carry out, with why. */
  commandGeneration: number
  commandFailure?: { generation: number; cause: string }
  startedAt: string
  /** When the status or something about an application last changed. */
  changedAt: string
  /** When the present command was acknowledged, the runtime went, and came back. */
  timeline?: { generation: number; deliveredAt: string; downAt?: string; upAt?: string }
  applications: Record<string, ObservedApplication>
}

export interface ObservedApplication {
  status: ApplicationStatus
  cause?: string
  /** Of what a deployment put there: the version, and the placement that was carried out or tried last. */
  versionId?: string
  placement?: string
  /** Over its flows and endpoints; their item is written again only when it differs. Empty: there is none yet. */
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

export interface ServerGroup {
  tenant: string
  id: string
  version: number
  name: string
  createdAt: string
  createdBy: string
}
