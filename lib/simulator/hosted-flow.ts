import { boundedFlowReport } from '#core/agents/bounded-reports.ts'
import type { HostedFlowState } from '#core/agents/hosted-flows.ts'
import type { HostedFlow } from './hosted-state.ts'

export const freshFlow = (flowId: string, now: number): HostedFlow => ({
  flowId,
  state: 'stopped',
  startGeneration: 0,
  stepIds: [],
  handled: 0,
  waiting: 0,
  countedAt: now,
})

/** As it is after a boot: what ran or was starting starts again, what was stopping is stopped, what was paused is. */
export function forBoot(flows: Record<string, HostedFlow>, now: number): Record<string, HostedFlow> {
  const states: Partial<Record<HostedFlowState, HostedFlowState>> = { running: 'starting', stopping: 'stopped' }
  return Object.fromEntries(
    Object.entries(flows).map(([key, flow]) => {
      const state = states[flow.state] ?? flow.state
      const goal = flow.state === 'running' ? 'running' : flow.goal
      return [key, { ...flow, state, goal, handled: 0, waiting: flow.waiting, countedAt: now }]
    }),
  )
}

/** Counts what has come since: while it is paused, that waits. */
export function countTo(flow: HostedFlow, { messagesPerSecond }: { messagesPerSecond: number }, now: number): void {
  const came = ((now - flow.countedAt) / 1000) * messagesPerSecond
  if (flow.state === 'running') {
    flow.handled += flow.waiting + came
    flow.waiting = 0
  } else if (flow.state === 'paused') flow.waiting += came
  flow.countedAt = now
}

/** What there is to say of it. */
export function reportOf(key: string, { flowId, state, startGeneration, cause, stepIds, handled }: HostedFlow) {
  const count = Math.floor(handled)
  const steps = Object.fromEntries(stepIds.map((id) => [id, { in: count, out: count, errors: 0 }]))
  const currentTask = state === 'running' && count > 0 ? stepIds.at(-1) : undefined
  return boundedFlowReport({ flow: key, flowId, startGeneration, state, cause, currentTask, steps })
}
