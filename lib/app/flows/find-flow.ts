import { addressText, type FlowAddress } from '#core/flows/flow.ts'
import { flowNotFound } from '#core/flows/refuse-move.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds a flow by its handle or id. Throws `flow-not-found`. */
export const findFlow = useCase({
  effects: { reads: ['flow'] },
  async run(context, address: FlowAddress) {
    const flow = await context.findFlow(address)
    if (!flow) throw flowNotFound(addressText(address))
    return flow
  },
})
