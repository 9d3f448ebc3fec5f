import { firstSteps, type Step } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import { transferComponent } from '#core/flows/transfer-step.ts'
import { transferMessages, type FirstMessage } from '#core/runs/begin-run.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * What a run of a flow begins with: a message at each first step of a version of its definition, which is given `given`. A
 * transfer is given nothing, and costs no read.
 */
export const firstMessages = useCase({
  effects: { queriesChildren: ['definition'] },
  async run(
    { readDefinition },
    flow: Flow,
    version: number,
    given: Omit<FirstMessage, 'stepId' | 'queue'> = {},
  ): Promise<readonly FirstMessage[]> {
    if (flow.madeBy === 'appflow') return transferMessages
    return firstSteps(await readDefinition(flow, version)).map((step) => ({ ...messageTo(step), ...given }))
  },
})

/** One that takes longer is sent on by the worker that meets it. */
const messageTo = ({ id: stepId, component }: Step): FirstMessage => ({
  stepId,
  queue: component === transferComponent ? 'long-steps' : 'steps',
})
