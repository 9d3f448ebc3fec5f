import { listSource } from '#app/transfers/list-source.ts'
import { transferChain, transferLot } from '#app/transfers/transfer-objects.ts'
import { stepFailure } from '#core/transfers/step-failure.ts'
import { s3Transfer } from '#core/transfers/step-settings.ts'
import { stageOf } from '#core/transfers/transfer-stage.ts'
import { component } from '#runtime/declarations/component.ts'
import { TransferSettings } from './_transfer/settings.ts'

/**
 * Moves records from S3 to S3 as an AppFlow flow says, in as many steps as it takes: a list of the source, then lots side by
 * side or a chain. Its messages come from itself; any other begins a transfer.
 */
export default component({
  name: 's3-transfer',
  settings: TransferSettings,
  isLong: true,
  endsRunOnError: true,
  uses: { listSource, transferLot, transferChain },
  async run({ message, settings, run }, { use, signal, isEnding }) {
    const stage = stageOf(message.payload)
    const progress = { signal, isEnding }
    try {
      const transfer = s3Transfer(settings, run)
      switch (stage.stage) {
        case 'list':
          return await use.listSource(transfer, run, stage, progress)
        case 'lot':
          return await use.transferLot(transfer, run, stage, progress)
        case 'chain':
          return await use.transferChain(transfer, run, stage, progress)
      }
    } catch (error) {
      throw stepFailure(error)
    }
  },
})
