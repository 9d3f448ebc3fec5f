import { stepLimitSeconds } from '#core/runs/queue.ts'
import { limits } from '#core/transfers/limits.ts'
import { advice } from '#core/transfers/source-listing.ts'
import type { S3Transfer, TransferRun } from '#core/transfers/step-settings.ts'
import { payloadOf, type TransferStage } from '#core/transfers/transfer-stage.ts'
import type { StepResult } from '#runtime/declarations/component.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { moveObjects, type Progress } from './move-objects.ts'
import { objectsFrom, readLot } from './read-lots.ts'

/** Before the worker ends the step, which would be tried again. */
const outOfTime = (): AbortSignal => AbortSignal.timeout((stepLimitSeconds['long-steps'] - 10) * 1000)

type StageOf<Name> = Extract<TransferStage, { stage: Name }>

/** Transfers a lot: what each of its objects becomes is numbered by the object's position, whatever other lots do. */
export const transferLot = useCase({
  uses: { readLot, moveObjects },
  async run(
    { use },
    { settings }: S3Transfer,
    { id, flowName }: TransferRun,
    { lot }: StageOf<'lot'>,
    progress: Progress,
  ): Promise<StepResult> {
    const { figures } = await use.moveObjects({ ...progress, flowName, settings, objects: await use.readLot(id, lot) })
    return { figures }
  },
})

/**
 * Goes on with a chain. With a `targetFileSize` a step ends with the object at which it has read its share, and hands place and
 * numbers on; without one it does all there is.
 */
export const transferChain = useCase({
  uses: { readLot, moveObjects },
  async run(
    { use },
    { settings }: S3Transfer,
    { id, flowName }: TransferRun,
    stage: StageOf<'chain'>,
    progress: Progress,
    mostBytes: number = limits.chainStepBytes,
  ): Promise<StepResult> {
    const isSingleStep = settings.targetBytes === undefined
    const objects = objectsFrom(stage.noted, stage, (lot) => use.readLot(id, lot))
    const { figures, numbers, next } = await use.moveObjects({
      ...progress,
      signal: isSingleStep ? AbortSignal.any([progress.signal, outOfTime()]) : progress.signal,
      flowName,
      settings,
      objects,
      numbers: stage.numbers,
      mostBytes: isSingleStep ? undefined : mostBytes,
      lateReason: isSingleStep ? `the transfer takes longer than one step may - ${advice}` : undefined,
    })
    return { figures, continuations: next?.place ? [payloadOf({ ...stage, ...next.place, numbers })] : [] }
  },
})
