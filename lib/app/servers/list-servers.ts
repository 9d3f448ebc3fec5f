import { all } from '#runtime/invocation/all.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Lists all servers of the tenant, each as its item is now. */
export const listServers = useCase({
  effects: { lists: ['server'], readsMany: ['server'] },
  run: async ({ list, readMany }) => readMany.server((await all(list.server)).map(({ id }) => id)),
})
