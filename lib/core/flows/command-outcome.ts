import { DomainError } from '../errors.ts'
import { judge } from '../lifecycle.ts'
import type { Flow } from './flow.ts'
import { hostedMove } from './hosted-move.ts'
import { flowLifecycle, type FlowMove } from './lifecycle.ts'
import { refuseMove } from './refuse-move.ts'

/** What a command does to one flow of several. */
export interface CommandOutcome {
  outcome: 'changed' | 'unchanged' | 'refused' | 'failed'
  /** The state then; absent where it is not known. */
  status?: Flow['status']
  /** Why it is refused or has failed. */
  error?: { code: string; message: string }
}

/** What a move would do to a flow as it stands. */
export function previewMove(asked: FlowMove, flow: Flow): CommandOutcome {
  const { status } = flow
  const move = (flow.isHosted && hostedMove(asked, status)) ?? asked
  const verdict = judge(flowLifecycle.moves[move], { ...flow })
  if (verdict === 'applies') return { outcome: 'changed', status: flowLifecycle.moves[move].to }
  return verdict === 'already' ? { outcome: 'unchanged', status } : { ...outcomeOf(refuseMove(move, flow)), status }
}

/** The outcome that an error is: what may pass has failed, anything else is refused. Other errors are thrown. */
export function outcomeOf(error: unknown): CommandOutcome {
  if (!(error instanceof DomainError)) throw error
  const { code, message } = error
  return { outcome: code === 'throttled' || code === 'unavailable' ? 'failed' : 'refused', error: { code, message } }
}
