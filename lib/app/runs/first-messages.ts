import type { Flow } from '#core/flows/flow.ts'
import { transferMessages, type FirstMessage } from '#core/runs/begin-run.ts'
import { messagesToFirstSteps } from '#core/runs/first-messages.ts'
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
    return messagesToFirstSteps(flow, await readDefinition(flow, version), given)
  },
})
