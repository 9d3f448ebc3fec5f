import { DomainError } from '../errors.ts'
import type { Flow } from './flow.ts'
import type { FlowMove } from './lifecycle.ts'

const starts: readonly FlowMove[] = ['start', 'beginStart', 'started', 'resume']

/** Why a move is refused for a flow as it stands. */
export function refuseMove(move: FlowMove, flow: Pick<Flow, 'handle' | 'triggerKind'>): DomainError {
  const name = flow.handle
  if (flow.triggerKind === 'on-demand') {
    return starts.includes(move)
      ? new DomainError(
          'flow-runs-unavailable',
          `Flow ${name} is on-demand. Running flows on demand is not available yet.`,
        )
      : new DomainError('flow-on-demand', `Flow ${name} is on-demand and has no trigger to stop.`)
  }
  if (move === 'pause')
    return new DomainError('flow-not-stoppable', `Flow ${name} is not active. There is nothing to pause.`)
  return starts.includes(move)
    ? new DomainError('flow-not-startable', `Flow ${name} cannot be started from its present state.`)
    : new DomainError('flow-not-stoppable', `Flow ${name} has never been activated. There is nothing to stop.`)
}

/** `name`: its handle or id, as the caller gave it. */
export const flowNotFound = (name: string): DomainError =>
  new DomainError('flow-not-found', `There is no flow named ${name}.`, { name })
