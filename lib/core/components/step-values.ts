import type { Step } from '../flows/definition.ts'
import type { Run } from '../runs/run.ts'

/** What a component is called for, as far as templates and expressions may name it. */
export interface CalledFor {
  message: { id: string; payload: unknown }
  step: Pick<Step, 'id'>
  run: Pick<Run, 'id' | 'flowId' | 'flowName' | 'startedAt'>
}

/** What the settings of a component may name besides the message; nothing of the credential. */
export const surroundingsOf = ({ message, step, run }: CalledFor) => ({
  run: { id: run.id, flowId: run.flowId, flowName: run.flowName, startedAt: run.startedAt },
  step: { id: step.id },
  messageId: message.id,
})

/** What templates find: `${message.…}`, `${run.id}`, `${step.id}`, `${messageId}`. */
export const templateValuesOf = (call: CalledFor) => ({ message: call.message.payload, ...surroundingsOf(call) })
