/**
 * Which queue a message waits in. A step on `steps` may take 60 s, and ten messages of it are worked on side by side; one on
 * `long-steps` may take 14 minutes, one message at a time.
 */
export type StepQueue = 'steps' | 'long-steps'

export const stepQueues: readonly StepQueue[] = ['steps', 'long-steps']

/** The longest that a step may take on each, in seconds. */
export const stepLimitSeconds: Readonly<Record<StepQueue, number>> = { steps: 60, 'long-steps': 14 * 60 }
