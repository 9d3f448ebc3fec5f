import { DomainError } from '../errors.ts'
import type { Flow } from './flow.ts'
import type { FlowMove } from './lifecycle.ts'

const starts: readonly FlowMove[] = ['start', 'beginStart', 'started', 'resume']

/** A flow that is run and has no trigger to switch: as it stands, for callers that run it instead. */
export class FlowOnDemand extends DomainError {
  readonly flow: Flow

  constructor(move: FlowMove, flow: Flow) {
    const isStart = starts.includes(move)
    super(
      'flow-on-demand',
      `Flow ${flow.handle} is on-demand${isStart ? '. It is run, not started.' : ' and has no trigger to stop.'}`,
      { status: flow.status },
    )
    this.name = 'FlowOnDemand'
    this.flow = flow
  }
}

/** Why a move is refused for a flow as it stands. */
export function refuseMove(move: FlowMove, flow: Flow): DomainError {
  const name = flow.handle
  const data = { status: flow.status }
  if (flow.triggerKind === 'on-demand') return new FlowOnDemand(move, flow)
  if (move === 'pause')
    return new DomainError('flow-not-stoppable', `Flow ${name} is not active. There is nothing to pause.`, data)
  return starts.includes(move)
    ? new DomainError('flow-not-startable', `Flow ${name} cannot be started from its present state.`, data)
    : new DomainError('flow-not-stoppable', `Flow ${name} has never been activated. There is nothing to stop.`, data)
}

/** `name`: its handle or id, as the caller gave it. */
export const flowNotFound = (name: string): DomainError =>
  new DomainError('flow-not-found', `There is no flow named ${name}.`, { name })
