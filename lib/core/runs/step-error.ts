/** Figures that steps add to their run, by name: `recordsProcessed`, `bytesWritten`, … */
export type Figures = Readonly<Record<string, number>>

interface StepFailure {
  /** What was done before it failed. */
  figures?: Figures
  /** The failure may pass: the step is tried again, after so many seconds where it says so, else with growing pauses. */
  retry?: true | { afterSeconds: number }
}

const longestCause = 2000

/**
 * Why a step failed, in words for whoever reads the run. Anything else that a component throws is a fault, which is tried
 * again like a failure that may pass; its text is logged and not shown.
 */
export class StepError extends Error {
  readonly figures: Figures
  readonly retry: StepFailure['retry']

  constructor(message: string, { figures = {}, retry }: StepFailure = {}, cause?: unknown) {
    // It stands in items and events, and may quote what a user or a source gave.
    super(message.slice(0, longestCause), { cause })
    this.name = 'StepError'
    this.figures = figures
    this.retry = retry
  }
}
