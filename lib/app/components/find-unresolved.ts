import { registeredIds } from '#core/components/unresolved.ts'
import type { Definition } from '#core/flows/definition.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** The components of a definition that are neither built in nor registered. One read for each hundred, none for built-in ones. */
export const findUnresolved = useCase({
  effects: { readsMany: ['component'] },
  async run({ readMany }, definition: Definition) {
    const ids = registeredIds(definition)
    const registered = new Set((await readMany.component(ids)).map(({ id }) => id))
    return ids.filter((id) => !registered.has(id))
  },
})
