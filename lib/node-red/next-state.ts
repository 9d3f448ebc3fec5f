import type { HostedFlowState, WantedFlow } from '#core/agents/hosted-flows.ts'

/** What an agent keeps of one flow, on disk. */
export interface KeptFlow {
  /** What was last asked for. */
  wanted: WantedFlow
  state: HostedFlowState
  /** Of the last start that was taken up; 0 before the first. */
  startGeneration: number
  /** What that start runs. */
  definition?: { version: number; sha256: string }
  /** When a flow that stops is dropped with what it still has in hand. */
  deadlineAt?: string
  since: string
  /** Why it has failed. */
  cause?: string
}

/** What is seen of a flow at the moment. */
export interface Seen {
  now: Date
  /** Nothing of it is in hand. */
  isIdle: boolean
  /** How long a soft stop may take. */
  drainSeconds: number
}

/** A flow that a document names for the first time. */
export const unknownFlow = (wanted: WantedFlow, now: Date): KeptFlow => ({
  wanted,
  state: 'stopped',
  startGeneration: 0,
  since: now.toISOString(),
})

/**
 * Where a flow goes from what it is and what is wanted, one step at a time; itself where it is to stay. A start is taken up
 * once: what has failed or stopped waits for a higher generation. `starting` is left by whoever starts it.
 */
export function nextState(flow: KeptFlow, { now, isIdle, drainSeconds }: Seen): KeptFlow {
  const { wanted, state } = flow
  const to = (other: HostedFlowState, more?: Partial<KeptFlow>): KeptFlow => {
    return { ...flow, state: other, since: now.toISOString(), deadlineAt: undefined, cause: undefined, ...more }
  }
  if (wanted.state !== 'stopped') {
    if (wanted.startGeneration > flow.startGeneration) {
      const definition = { version: wanted.definitionVersion, sha256: wanted.definitionSha256 }
      return to('starting', { startGeneration: wanted.startGeneration, definition })
    }
    const isOther = (state === 'running' || state === 'paused') && state !== wanted.state
    return isOther ? to(wanted.state) : flow
  }
  switch (state) {
    case 'stopped':
      return flow
    case 'starting':
    case 'failed':
      return to('stopped')
    case 'running':
    case 'paused':
      if (wanted.stopMode === 'hard') return to('stopped')
      return to('stopping', { deadlineAt: new Date(now.getTime() + drainSeconds * 1000).toISOString() })
    case 'stopping': {
      const isOver = flow.deadlineAt !== undefined && now.toISOString() >= flow.deadlineAt
      return wanted.stopMode === 'hard' || isIdle || isOver ? to('stopped') : flow
    }
  }
}

/** What a flow is after Node-RED has ended under it: what was in hand is gone, so nothing is left to wait for. */
export const afterLoss = (flow: KeptFlow, now: Date): KeptFlow =>
  flow.state === 'stopping' ? { ...flow, state: 'stopped', since: now.toISOString(), deadlineAt: undefined } : flow
