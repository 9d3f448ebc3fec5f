import { setTimeout as wait } from 'node:timers/promises'
import type { Commanded } from '#core/flows/command-rule.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** So long a stop waits for what is in hand, once for all flows. */
const patienceMs = 1000

/** Gives flows that are stopping a second to have stopped: what became of each then. A read for each hundred of them. */
export const awaitStops = useCase({
  effects: { readsMany: ['flow'] },
  async run({ findFlows }, commanded: readonly Commanded[]): Promise<Commanded[]> {
    const stopping = commanded.filter(({ status, refused }) => status === 'stopping' && !refused)
    if (stopping.length === 0) return [...commanded]
    await wait(patienceMs)
    const later = await findFlows(stopping.map(({ handle }) => handle))
    return commanded.map((one) => ({ ...one, status: later.get(one.handle)?.status ?? one.status }))
  },
})
