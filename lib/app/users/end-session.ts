import { useCase } from '#runtime/declarations/use-case.ts'

/** Ends the session by which the caller signed in; nothing changes for one who signed in otherwise. Who uses it commits the change. */
export const endSession = useCase({
  effects: { reads: ['session'], deletes: ['session'] },
  async run({ caller: { sessionHash }, read }) {
    const before = sessionHash === undefined ? undefined : await read.session(sessionHash)
    return { change: before ? [{ kind: 'delete', entity: 'session', before } as const] : [] }
  },
})
