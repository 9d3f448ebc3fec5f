import { firstSteps, type Definition, type Step } from '../flows/definition.ts'
import type { Flow } from '../flows/flow.ts'
import { transferComponent } from '../flows/transfer-step.ts'
import type { FirstMessage } from './begin-run.ts'

/** A message to each step that runs of a flow begin with, all of them given the same. */
export const messagesToFirstSteps = (
  flow: Pick<Flow, 'madeBy'>,
  definition: Definition,
  given: Omit<FirstMessage, 'stepId' | 'queue'> = {},
): FirstMessage[] => firstSteps(definition, flow).map((step) => ({ ...messageTo(step), ...given }))

/** One that takes longer is sent on by the worker that meets it. */
const messageTo = ({ id: stepId, component }: Step): FirstMessage => ({
  stepId,
  queue: component === transferComponent ? 'long-steps' : 'steps',
})
