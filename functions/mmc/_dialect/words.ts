import type { FlowAction } from '#core/servers/command-runtime-flows.ts'
import type { ApplicationView } from '#core/servers/runtime-applications.ts'
import type { ClusterStatus } from '#core/clusters/cluster-status.ts'
import type { FlowView } from '#core/servers/runtime-flows.ts'
import type { DeploymentStatus } from '#core/deployments/deployment-status.ts'
import type { ServerStatus } from '#core/servers/server-status.ts'

/** The console's words for domain states, each table total. */
export const serverWords: Readonly<Record<ServerStatus, string>> = {
  unknown: 'UNKNOWN',
  stopped: 'STOPPED',
  'waiting-for-restart': 'WAITING_FOR_RESTART',
  starting: 'STARTING',
  ok: 'OK',
  warn: 'WARN',
}

export const clusterWords: Readonly<Record<ClusterStatus['status'], string>> = {
  ok: 'OK',
  warn: 'WARN',
  'waiting-for-restart': 'WAITING_FOR_RESTART',
  stopped: 'STOPPED',
}

export const applicationWords: Readonly<Record<ApplicationView['status'], string>> = {
  initialised: 'INITIALISED',
  started: 'STARTED',
  stopped: 'STOPPED',
  disposed: 'DISPOSED',
}

export const flowWords: Readonly<Record<FlowView['status'], string>> = {
  running: 'RUNNING',
  stopping: 'STOPPING',
  paused: 'PAUSED',
  stopped: 'STOPPED',
}

export const nodesOnline = ({ upCount, nodeCount }: ClusterStatus): string => `${upCount} of ${nodeCount} nodes online`

export const deploymentWords: Readonly<Record<DeploymentStatus, string>> = {
  undeployed: 'UNDEPLOYED',
  'in-progress': 'IN_PROGRESS',
  deployed: 'DEPLOYED',
  failed: 'FAILED',
  deleting: 'DELETING',
}

/** `EEE, d MMM yyyy HH:mm:ss.SSS z`, the day not padded: `Tue, 4 Mar 2014 09:07:05.042 GMT`. */
export const gmtDate = (at: string): string =>
  new Date(at)
    .toUTCString()
    .replace(/, 0/, ', ')
    .replace(' GMT', `.${at.slice(20, 23)} GMT`)

/** `EEE MMM dd HH:mm:ss z yyyy`, as Java prints a date: `Tue Mar 04 09:07:05 GMT 2014`. */
export function javaDate(at: string): string {
  const [, weekday, day, month, year, time] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(at).toUTCString()) ?? []
  return `${weekday} ${month} ${day} ${time} GMT ${year}`
}

/** What was done to a flow, as answers say it. */
export const pastTense: Readonly<Record<FlowAction, string>> = { start: 'started', pause: 'paused', stop: 'stopped' }
