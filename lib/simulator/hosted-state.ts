import type { HostedFlowState, HostedRunReport, WantedFlowState } from '#core/agents/hosted-flows.ts'

/** A flow on a simulated runtime, as it is on disk. It does nothing but count messages that nobody sends. */
export interface HostedFlow {
  flowId: string
  state: HostedFlowState
  /** The last start that was taken up. */
  startGeneration: number
  definitionSha256?: string
  stepIds: string[]
  /** What a start that is under way comes to. */
  goal?: WantedFlowState
  cause?: string
  /** Messages that it has worked on since its start, and those that came while it was paused. */
  handled: number
  waiting: number
  /** Until when that is counted, in milliseconds. */
  countedAt: number
}

/** A run on a simulated runtime, as it is on disk: begun once, and kept until its end was answered. */
export interface HostedRunState {
  flow: string
  state: HostedRunReport['state']
  cause?: string
  stepIds: string[]
}
