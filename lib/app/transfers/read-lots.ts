import { StepError } from '#core/runs/step-error.ts'
import type { Lot, NotedObject } from '#core/transfers/source-listing.ts'
import { lotNames, type ChainPlace, type NotedLots } from '#core/transfers/transfer-stage.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Where a lot is kept that a run has noted. */
export const lotId = (runId: string, lot: string): string => `${runId}/source-${lot}`

/** The objects of a lot. */
export const readLot = useCase({
  effects: { readsObjects: ['runs'] },
  async run({ objects }, runId: string, lot: string): Promise<Lot> {
    const bytes = await objects.readAll('runs', lotId(runId, lot))
    if (!bytes) throw new StepError('the list of the source objects is gone')
    return JSON.parse(bytes.toString()) as Lot
  },
})

export type Place = Pick<ChainPlace, 'lot' | 'object'>

/** Noted objects from a place on, in order, each with its place. */
export async function* objectsFrom(
  noted: readonly NotedLots[],
  from: Place,
  read: (lot: string) => Promise<Lot>,
): AsyncGenerator<NotedObject & { place: Place }> {
  for (const [index, name] of lotNames(noted).entries()) {
    if (index < from.lot) continue
    const lot = await read(name)
    const first = index === from.lot ? from.object : 0
    for (const [at, object] of lot.slice(first).entries())
      yield { ...object, place: { lot: index, object: first + at } }
  }
}
