import { createHash } from 'node:crypto'
import type { ApplicationStatus, ReportedFlow, RuntimeStatus } from './server.ts'

/** What an agent reports: always everything it carries, and only when something about it changed. */
export interface Report {
  bootId: string
  seq: number
  status: RuntimeStatus
  commandGeneration: number
  commandFailure?: { generation: number; cause: string }
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

/** Over names and states of flows and endpoints; their order does not matter. */
export const digestOf = (flows: readonly ReportedFlow[]): string =>
  createHash('sha256')
    .update(JSON.stringify([...flows].sort((one, other) => (one.name < other.name ? -1 : 1))))
    .digest('base64url')
    .slice(0, 22)
