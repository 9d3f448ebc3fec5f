import { createHash } from 'node:crypto'
import type { Delete, Put, Update } from '../change.ts'
import { secondsAfter } from '../time.ts'
import type { ApplicationStatus, Observed, ReportedFlow, RuntimeStatus, Server } from './server.ts'

/** What an agent reports: always everything it carries, and only when something about it changed. */
export interface Report {
  bootId: string
  seq: number
  status: RuntimeStatus
  orderGeneration: number
  orderFailure?: { generation: number; cause: string }
  runtimeVersion: string
  hostIp: string
  /** How long ago the runtime started, in seconds: the agent's clock is never compared with ours. */
  uptimeSeconds: number
  applications: {
    name: string
    status: ApplicationStatus
    cause?: string
    versionId?: string
    placement?: string
    flows: ReportedFlow[]
  }[]
}

/** Whether a report is newer than what is known: repeated, delayed and swapped ones are not, and change nothing. */
export const isNewer = (known: { bootId: string; seq: number } | undefined, { bootId, seq }: Report): boolean =>
  known === undefined || bootId > known.bootId || (bootId === known.bootId && seq > known.seq)

/**
 * The change that a report is: the server's observed state, and the items of the applications whose flows or endpoints
 * differ from what is kept. Undefined when it says nothing new.
 */
export function observe(server: Server, report: Report, at: string) {
  const { observed: known } = server
  if (!isNewer(known, report)) return undefined
  const writes: (Update<'server'> | Put<'application'> | Delete<'application'>)[] = []
  const applications: Observed['applications'] = {}
  for (const { name, status, cause, versionId, placement, flows } of report.applications) {
    const before = known?.applications[name]?.digest
    // On its way up or away its flows are as good as not there: their item is written when it has settled.
    const isMoving = status === 'initialised' || status === 'disposed'
    const digest = isMoving ? (before ?? '') : digestOf(flows)
    const count = (state: string) => flows.filter((flow) => flow.status === state).length
    applications[name] = {
      status,
      cause,
      versionId,
      placement,
      digest,
      running: count('running'),
      paused: count('paused'),
      stopped: count('stopped'),
    }
    if (!isMoving && before !== digest) {
      const item = { tenant: server.tenant, serverId: server.id, name, flows, reportedAt: at }
      writes.push({ kind: 'put', entity: 'application', item })
    }
  }
  for (const [name, { digest }] of Object.entries(known?.applications ?? {})) {
    // One that never settled has no item.
    if (applications[name] || digest === '') continue
    const before = { tenant: server.tenant, serverId: server.id, name, flows: [], reportedAt: at }
    writes.push({ kind: 'delete', entity: 'application', before })
  }
  const observed: Observed = {
    bootId: report.bootId,
    seq: report.seq,
    status: report.status,
    orderGeneration: Math.max(report.orderGeneration, known?.orderGeneration ?? 0),
    orderFailure: report.orderFailure,
    startedAt: startedAt(known, report, at),
    changedAt: at,
    timeline: timelineOf(server, report, at),
    applications,
  }
  if (known && isSame(known, observed)) observed.changedAt = known.changedAt
  const { runtimeVersion, hostIp } = report
  writes.push({ kind: 'update', entity: 'server', before: server, set: { observed, runtimeVersion, hostIp } })
  return writes
}

/** Of a boot already known, as it was: seconds since then would make it wander. */
const startedAt = (known: Observed | undefined, { bootId, uptimeSeconds }: Report, at: string): string =>
  known?.bootId === bootId ? known.startedAt : secondsAfter(at, -uptimeSeconds)

function timelineOf({ desired: { order }, observed }: Server, report: Report, at: string): Observed['timeline'] {
  if (!order || report.orderGeneration < order.generation) return undefined
  const before = observed?.timeline?.generation === order.generation ? observed.timeline : undefined
  const hasGone = report.status === 'restarting' || report.status === 'stopped' || report.bootId !== order.bootId
  return {
    generation: order.generation,
    deliveredAt: before?.deliveredAt ?? at,
    downAt: before?.downAt ?? (hasGone ? at : undefined),
    upAt: before?.upAt ?? (report.bootId === order.bootId ? undefined : at),
  }
}

const isSame = (one: Observed, other: Observed): boolean =>
  one.bootId === other.bootId &&
  one.status === other.status &&
  one.orderGeneration === other.orderGeneration &&
  JSON.stringify(one.applications) === JSON.stringify(other.applications)

/** Over names and states of flows and endpoints; their order does not matter. */
export const digestOf = (flows: readonly ReportedFlow[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...flows].sort((one, other) => (one.name < other.name ? -1 : 1))))
    .digest('base64url')
    .slice(0, 22)
