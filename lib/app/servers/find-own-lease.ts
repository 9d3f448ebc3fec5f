import { DomainError } from '#core/errors.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds the lease of the calling agent. Throws `agent-not-found` for another agent's id. */
export const findOwnLease = useCase({
  effects: { reads: ['lease'] },
  async run({ caller, read }, agentId: string) {
    const lease = agentId === caller.id ? await read.lease(agentId) : undefined
    if (!lease) throw new DomainError('agent-not-found', 'The credential is another agent’s.')
    return lease
  },
})
