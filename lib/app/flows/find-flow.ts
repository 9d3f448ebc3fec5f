import { flowNotFound } from '#core/flows/refuse-move.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds a flow by its name. Throws `flow-not-found`. */
export const findFlow = useCase({
  effects: { reads: ['flow'] },
  async run({ read }, name: string) {
    const flow = await read.flow(name)
    if (!flow) throw flowNotFound(name)
    return flow
  },
})
