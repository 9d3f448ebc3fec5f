import { StepError, type Figures } from '../runs/step-error.ts'
import { TransferError } from './transfer-error.ts'

/** A failure as the step's, with what was done before it. Faults stay what they are. */
export function stepFailure(error: unknown, figures: Figures = {}): unknown {
  if (error instanceof TransferError) return new StepError(error.message, { figures }, error)
  if (error instanceof StepError) {
    return new StepError(error.message, { figures: { ...error.figures, ...figures }, retry: error.retry }, error)
  }
  return error
}
