import { stepLimitSeconds } from '#core/runs/queue.ts'
import { StepError, type Figures } from '#core/runs/step-error.ts'
import type { Connector } from '#core/transfers/connectors.ts'
import { limits } from '#core/transfers/limits.ts'
import type { PlannedTransfer } from '#core/transfers/plan-transfer.ts'
import { advice } from '#core/transfers/source-listing.ts'
import { payloadOf, type Delivery, type StageOf } from '#core/transfers/transfer-stage.ts'
import type { StepResult } from '#runtime/declarations/component.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { moveObjects, type Progress } from './move-objects.ts'
import { openSink, type TransferCall } from './open-sink.ts'
import { objectsFrom, readLot } from './read-lots.ts'

/** Transfers a lot: what each of its objects becomes is numbered by the object's position, whatever other lots do. */
export const transferLot = useCase({
  uses: { readLot, moveObjects, openSink },
  async run(
    { use },
    plan: PlannedTransfer,
    call: TransferCall,
    { lot }: StageOf<'lot'>,
    progress: Progress,
  ): Promise<StepResult> {
    const { settings } = plan
    const { id, flowName } = call.run
    const sink = await use.openSink(plan, call, noDelivery(), progress.signal)
    const objects = await use.readLot(id, lot)
    const { figures } = await use.moveObjects({ ...progress, flowName, settings, objects, openSink: sink })
    return { figures }
  },
})

/**
 * Goes on with a chain. With a `targetFileSize`, or to a connector, a step ends with the object at which it has read its share,
 * and hands place and numbers on; else it does all there is.
 */
export const transferChain = useCase({
  uses: { readLot, moveObjects, openSink },
  async run(
    { use },
    plan: PlannedTransfer,
    call: TransferCall,
    stage: StageOf<'chain'>,
    progress: Progress,
    mostBytes: number = limits.chainStepBytes,
  ): Promise<StepResult> {
    const { id, flowName } = call.run
    const bounds = boundsOf(plan, progress.signal)
    const delivery = { ...(stage.delivery ?? noDelivery()) }
    const { figures, numbers, next, isLeftOff } = await use.moveObjects({
      ...progress,
      ...bounds,
      flowName,
      settings: plan.settings,
      openSink: await use.openSink(plan, call, delivery, bounds.signal),
      objects: objectsFrom(stage.noted, stage, (lot) => use.readLot(id, lot)),
      numbers: stage.numbers,
      mostBytes: plan.listing.isSingleStep ? undefined : mostBytes,
    })
    if (next?.place) {
      const following = { ...stage, ...next.place, numbers, delivery: plan.to && delivery }
      return { figures, continuations: [payloadOf(following)] }
    }
    if (!isLeftOff) checkDelivery(plan.to, delivery, figures)
    return { figures }
  },
})

export const noDelivery = (): Delivery => ({ written: 0, refused: 0, errors: 0 })

/** What a step that has to do all there is ends by: before the worker ends it, which would have it tried again. */
export function boundsOf(
  { listing: { isSingleStep } }: PlannedTransfer,
  signal: AbortSignal,
): { signal: AbortSignal; lateReason?: string } {
  if (!isSingleStep) return { signal }
  const outOfTime = AbortSignal.timeout((stepLimitSeconds['long-steps'] - 10) * 1000)
  return {
    signal: AbortSignal.any([signal, outOfTime]),
    lateReason: `the transfer takes longer than one step may - ${advice}`,
  }
}

/** Throws for a delivery that is over and got no record through although there were some. */
export function checkDelivery(to: Connector | undefined, { written, refused }: Delivery, figures: Figures): void {
  if (to && refused > 0 && written === 0) throw new StepError(`${to.id} refused all records`, { figures })
}
