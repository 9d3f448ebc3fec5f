import type { Timers } from '../local/timers.ts'
import type { SimulatedApplication } from './application.ts'
import type { Memory } from './memory.ts'
import type { Fetch, Send } from './protocol.ts'

/** What a simulated runtime is given. */
export interface RuntimeOptions {
  name: string
  agentUrl: string
  hostIp: string
  /** An enrolment token, for the first time and for when the credential is refused. */
  token?: string
  applications: readonly SimulatedApplication[]
  memory: Memory
  send: Send
  fetch: Fetch
  timers: Timers
  random?: () => number
  faults?: Partial<Faults>
}

/** What can be set, also while it runs. */
export interface Faults {
  runtimeVersion: string
  restartSeconds: number
  /** How long an application takes from being there to being started. */
  deploySeconds: number
  /** How long the work in flight takes to end when the runtime is drained. */
  inFlightSeconds: number
  /** Goes down at the next restart and does not come back. */
  failNextRestart: boolean
  /** Applications that fail when they are next started. */
  failApplications: string[]
  /** How long a flow takes to start, and how many messages a second come to it then. */
  flowStartSeconds: number
  messagesPerSecond: number
  /** How long the work in hand of a flow takes to end when it is stopped softly. */
  flowDrainSeconds: number
  /** How long a run on demand takes. */
  runSeconds: number
  /** Flows, by key, that fail when they are next started, and whose runs fail. */
  failFlows: string[]
  /** Neither sends nor hears anything, though it runs. */
  isSilent: boolean
}

export const defaultFaults: Faults = {
  runtimeVersion: '3.8.0',
  restartSeconds: 3,
  deploySeconds: 1,
  inFlightSeconds: 0,
  failNextRestart: false,
  failApplications: [],
  flowStartSeconds: 0.5,
  messagesPerSecond: 0,
  flowDrainSeconds: 0,
  runSeconds: 1,
  failFlows: [],
  isSilent: false,
}

const longestBackoffSeconds = 300

/** Full jitter between one second and five minutes: a fleet that was cut off does not come back all at once. */
export const backoffSeconds = (failures: number, random: number): number =>
  1 + random * (Math.min(longestBackoffSeconds, 2 ** Math.min(failures, 9)) - 1)
