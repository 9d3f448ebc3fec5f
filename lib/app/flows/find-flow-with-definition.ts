import { addressText, type FlowAddress } from '#core/flows/flow.ts'
import { flowNotFound } from '#core/flows/refuse-move.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds a flow by its handle or id, with the newest version of its definition. Throws `flow-not-found`. */
export const findFlowWithDefinition = useCase({
  effects: { reads: ['flow'], queriesChildren: ['definition'] },
  async run(context, address: FlowAddress) {
    const found = await context.findFlowWithDefinition(address)
    if (!found) throw flowNotFound(addressText(address))
    return found
  },
})
