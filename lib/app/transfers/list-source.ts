import { limits } from '#core/transfers/limits.ts'
import { SourceListing, type Lot } from '#core/transfers/source-listing.ts'
import type { PlannedTransfer } from '#core/transfers/plan-transfer.ts'
import type { TransferRun } from '#core/transfers/step-settings.ts'
import { payloadOf, stagesAfterListing, type StageOf, type TransferStage } from '#core/transfers/transfer-stage.ts'
import type { StepResult } from '#runtime/declarations/component.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import type { Progress } from './move-objects.ts'
import { lotId } from './read-lots.ts'

/**
 * Lists the objects of a source, as many as one step does, and notes in lots those that are to be read. Goes on in another
 * step, or when all is listed, with the steps that read.
 */
export const listSource = useCase({
  effects: { usesDataBuckets: true, writesObjects: ['runs'] },
  async run(
    { dataBuckets, objects, newId },
    { listing: rules, prefix, isOneChain }: PlannedTransfer,
    run: TransferRun,
    stage: StageOf<'list'>,
    { signal, isEnding }: Progress,
    mostKeys: number = limits.listedKeys,
  ): Promise<StepResult> {
    const listing = new SourceListing(rules, stage)
    const by = newId()
    let lots = 0
    const note = async (noted: Iterable<Lot>) => {
      for (const lot of noted)
        await objects.put('runs', lotId(run.id, `${by}-${lots++}`), Buffer.from(JSON.stringify(lot)))
    }
    let keys = 0
    let last = ''
    for await (const page of dataBuckets(run.flowName, signal).list(rules.bucket, { prefix, after: stage.after })) {
      if (await isEnding()) return {}
      await note(listing.take(page))
      keys += page.length
      last = page.at(-1)?.key ?? last
      // It may have been the last page: the step that goes on finds out.
      if (keys >= mostKeys) break
    }
    await note(listing.end())
    const noted = lots > 0 ? [...stage.noted, { by, lots }] : stage.noted
    const next: TransferStage[] =
      keys >= mostKeys
        ? [{ stage: 'list', after: last, noted, ...listing.progress }]
        : stagesAfterListing(noted, isOneChain)
    return { continuations: next.map(payloadOf) }
  },
})
