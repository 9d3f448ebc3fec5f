import type { Flow } from '#core/flows/flow.ts'
import type { Message } from '#core/runs/message.ts'
import type { Run } from '#core/runs/run.ts'

/** A message that is worked on, with the run and the flow it was read with. */
export interface StepTask {
  message: Message
  run: Run
  flow: Flow
  /** The component of its step, once that is known. */
  component?: string
}
