import { builtInSettings } from '#app/components/built-in-settings.ts'
import { listSource } from '#app/transfers/list-source.ts'
import { readConnector, requireConnectors } from '#app/transfers/read-connector.ts'
import { transferChain, transferLot } from '#app/transfers/transfer-objects.ts'
import { planTransfer } from '#core/transfers/plan-transfer.ts'
import { isEmptyWindow } from '#core/transfers/source-listing.ts'
import { stepFailure } from '#core/transfers/step-failure.ts'
import { beginning, stageOf } from '#core/transfers/transfer-stage.ts'
import { component } from '#runtime/declarations/component.ts'

/**
 * Moves records as an AppFlow flow says, between S3 and registered connectors, in as many steps as it takes: a list of the
 * source, then lots side by side or a chain. Its messages come from itself; any other begins a transfer.
 */
export default component({
  name: 's3-transfer',
  settings: builtInSettings['s3-transfer'],
  isLong: true,
  endsRunOnError: true,
  uses: { requireConnectors, listSource, transferLot, transferChain, readConnector },
  async run(call, { use, signal, isEnding }) {
    const stage = stageOf(call.message.payload)
    const progress = { signal, isEnding }
    try {
      const plan = planTransfer(call.settings, call.run)
      if (stage === beginning) await use.requireConnectors(plan)
      if (isEmptyWindow(call.run.window)) return {}
      const { from } = plan
      if (from) {
        const first = { stage: 'read', calls: 0, numbers: {} } as const
        return await use.readConnector({ ...plan, from }, call, stage.stage === 'read' ? stage : first, progress)
      }
      switch (stage.stage) {
        case 'lot':
          return await use.transferLot(plan, call, stage, progress)
        case 'chain':
          return await use.transferChain(plan, call, stage, progress)
        default:
          return await use.listSource(plan, call.run, stage.stage === 'list' ? stage : beginning, progress)
      }
    } catch (error) {
      throw stepFailure(error)
    }
  },
})
