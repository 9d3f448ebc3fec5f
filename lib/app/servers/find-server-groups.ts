import { groupNotFound } from '#core/servers/server-group.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds server groups by their ids. Throws `server-group-not-found` for the first that does not exist. */
export const findServerGroups = useCase({
  effects: { readsMany: ['server-group'] },
  async run({ readMany }, ids: readonly string[]) {
    const found = await readMany['server-group'](ids)
    const unknown = ids.find((id) => !found.some((group) => group.id === id))
    if (unknown !== undefined) throw groupNotFound(unknown)
    return found
  },
})
