import { keyOfListed } from '#core/flows/flow.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * A page of the flows that the caller sees, oldest first, whole and as they are now, and after which to go on. Which there are
 * comes from an index: what was made a moment ago may be missing. A Query, and a read for each hundred.
 */
export const readFlowPage = useCase({
  effects: { lists: ['flow'], readsMany: ['flow'] },
  async run({ list, readMany }, limit: number, after?: string) {
    const { items, next } = await list.flow({ limit, after })
    const read = await readMany.flow(items.map(keyOfListed))
    const byId = new Map(read.map((flow) => [flow.id, flow]))
    const flows = items.flatMap(({ id }) => byId.get(id) ?? [])
    const last = items.at(-1)
    return { flows, next: next !== undefined && last ? { id: next, handle: last.handle } : undefined }
  },
})
