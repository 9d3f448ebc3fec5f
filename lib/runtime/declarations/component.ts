import type { CredentialSecret } from '#core/credentials/credential.ts'
import type { Step } from '#core/flows/definition.ts'
import type { StepQueue } from '#core/runs/queue.ts'
import type { Run } from '#core/runs/run.ts'
import type { Figures } from '#core/runs/step-error.ts'
import type { Effects, OperationEffects } from './effects.ts'
import type { Of, Schema } from './schema.ts'
import { effectsWith, type None, type Uses, type UsingContext } from './use-case.ts'

/**
 * A component is what steps of flows are made of: one file in functions/components, named like the component. A worker
 * hands it one message at a time; several may be under way in one process. It must be safe to run twice for one message:
 * messages are delivered at least once, and only what a step settles with is exact. It throws a `StepError` for what the
 * user is to be told.
 */
export interface ComponentSpec<S extends Schema, E, U extends Uses> {
  name: string
  /** Settings that do not fit fail the step, and are a warning when the flow is started. */
  settings: S
  /** Always, or with some settings, longer than 60 s: it then waits in the queue for long steps. */
  isLong?: true | ((settings: Of<S>) => boolean)
  /** The error of one step ends the run: what has not begun by then is cancelled. */
  endsRunOnError?: true
  effects?: E
  uses?: U
  run: (call: StepCall<Of<S>>, context: ComponentContext<E, U>) => Promise<StepResult>
}

/** One message at one step of one run. */
export interface StepCall<Settings = unknown> {
  /** The id is the same at every attempt; it was made at `createdAt` (ISO 8601). */
  message: { id: string; payload: unknown; createdAt: string }
  settings: Settings
  step: Pick<Step, 'id' | 'component' | 'operation'>
  run: Pick<Run, 'id' | 'flowId' | 'flowName' | 'startedAt' | 'trigger' | 'window'>
  /** What the step's credential holds, where it names one. */
  credential?: CredentialSecret
}

export type StepResult =
  | {
      /** The payloads of what comes next: each goes along every link of the step. */
      messages?: readonly unknown[]
      /** Payloads of further messages to this step itself: where work goes on that takes longer than one step. */
      continuations?: readonly unknown[]
      figures?: Figures
    }
  /** Nothing has been done: the message is to be handed over again then (ISO 8601). */
  | { waitUntil: string }
  /** Nothing has been done: a worker of that queue is to do it, which has more time. */
  | { forwardTo: StepQueue }

export type ComponentContext<E, U extends Uses> = UsingContext<E, U> & {
  /** Which queue the message came from. */
  queue: StepQueue
  /** Aborts when the step has taken as long as it may. */
  signal: AbortSignal
  /** Whether the run is being cancelled or has failed, read at most once a second. Work in many parts asks before each. */
  isEnding: () => Promise<boolean>
}

export interface Component extends Pick<ComponentSpec<Schema, Effects, Uses>, 'name' | 'settings' | 'endsRunOnError'> {
  kind: 'component'
  isLong?: true | ((settings: never) => boolean)
  effects: Effects
  uses: Uses
  run: (call: never, context: never) => Promise<StepResult>
}

export const component = <S extends Schema, const E extends OperationEffects = None, const U extends Uses = None>(
  spec: ComponentSpec<S, E, U>,
): Component => ({
  ...spec,
  kind: 'component',
  effects: effectsWith(spec.effects, spec.uses),
  uses: spec.uses ?? {},
})

/** Whether a worker of the queue may be handed messages of the component. */
export const isWorkedOn = ({ isLong }: Pick<Component, 'isLong'>, queue: StepQueue): boolean =>
  queue === 'long-steps' ? isLong !== undefined : isLong !== true

/** The component that stands for those that users have registered. */
export const registeredComponent = 'registered'
