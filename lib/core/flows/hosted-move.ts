import type { FlowMove, FlowStatus } from './lifecycle.ts'

/**
 * What a move that excludes flows on runtimes is for them, by the state they are in: a start of a paused one is a resume, as what
 * waits goes on. Undefined for a move that takes them as they are.
 */
export function hostedMove(move: FlowMove, status: FlowStatus): FlowMove | undefined {
  if (move === 'start') return status === 'paused' ? 'resume' : 'beginStart'
  if (move === 'halt') return 'beginHalt'
  return move === 'stop' || move === 'drain' ? 'beginStop' : undefined
}
