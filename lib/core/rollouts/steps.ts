import { isStepFinished, type Rollout, type Step, type StepCause } from './rollout.ts'

/** A rollout's steps with one of them changed. */
export const withStep = (rollout: Rollout, serverId: string, set: Partial<Step>): Step[] =>
  rollout.steps.map((step) =>
    step.serverId === serverId ? { ...step, ...set, times: { ...step.times, ...set.times } } : step,
  )

/** The steps not begun yet, skipped for a reason. */
export const skipWaiting = (steps: readonly Step[], code: StepCause, message: string, at: string): Step[] =>
  skipWhere(steps, ({ status }) => status === 'waiting', code, message, at)

/** All steps that are not over, one in progress included: nobody will see to it any more. */
export const skipOpen = (steps: readonly Step[], code: StepCause, message: string, at: string): Step[] =>
  skipWhere(steps, (step) => !isStepFinished(step), code, message, at)

export const skipWhere = (
  steps: readonly Step[],
  isMeant: (step: Step) => boolean,
  code: StepCause,
  message: string,
  at: string,
): Step[] =>
  steps.map((step) =>
    isMeant(step)
      ? { ...step, status: 'skipped', cause: { code, message }, times: { ...step.times, endedAt: at } }
      : step,
  )
