import { mostCalls, noConnector, objectOf, readMessage, type Connector } from '#core/transfers/connectors.ts'
import { limits } from '#core/transfers/limits.ts'
import type { PlannedTransfer } from '#core/transfers/plan-transfer.ts'
import { advice } from '#core/transfers/source-listing.ts'
import { payloadOf, type StageOf } from '#core/transfers/transfer-stage.ts'
import { TransferError } from '#core/transfers/transfer-error.ts'
import type { StepResult } from '#runtime/declarations/component.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { callComponent } from '../runs/call-component.ts'
import { LeftOff, moveObjects, type Progress } from './move-objects.ts'
import { openSink, type TransferCall } from './open-sink.ts'
import { boundsOf, checkDelivery, noDelivery } from './transfer-objects.ts'

/** Refuses a transfer whose ends are connectors that nobody has registered; the source is looked at first. */
export const requireConnectors = useCase({
  effects: { reads: ['component'] },
  async run({ read }, { from, to }: PlannedTransfer): Promise<void> {
    for (const connector of [from, to]) {
      if (connector && !(await read.component(connector.id))) throw noConnector(connector)
    }
  },
})

/** Reads what a connector answers, as one object, until a step has asked often enough or there is no more. */
export const readConnector = useCase({
  uses: { callComponent, moveObjects, openSink },
  async run(
    { use },
    plan: PlannedTransfer & { from: Connector },
    call: TransferCall,
    stage: StageOf<'read'>,
    progress: Progress,
    most: number = mostCalls,
  ): Promise<StepResult> {
    const { from, listing } = plan
    const bounds = boundsOf(plan, progress.signal)
    const delivery = { ...(stage.delivery ?? noDelivery()) }
    const read = (position: unknown, messageId: string) => {
      const message = readMessage(from, call.run, plan.field, position)
      const { credential } = call
      const asked = { component: from.id, function: 'read', message, settings: {}, credential, call, messageId }
      return use.callComponent(asked, bounds.signal)
    }
    let { position, calls } = stage
    let bytes = 0
    async function* answers(): AsyncGenerator<Uint8Array> {
      do {
        if (await progress.isEnding()) throw new LeftOff()
        const answer = await read(position, `${call.message.id}-read-${calls++}`)
        position = answer.position ?? undefined
        const chunk = Buffer.from(answer.messages.map((record) => `${JSON.stringify(record)}\n`).join(''))
        bytes += chunk.length
        if (listing.isSingleStep && bytes > limits.singleStepBytes)
          throw new TransferError(`${from.id} has more than 10 GB, more than one file is made of - ${advice}`)
        yield chunk
      } while (position !== undefined && (listing.isSingleStep || calls - stage.calls < most))
    }
    const { figures, numbers, isLeftOff } = await use.moveObjects({
      ...progress,
      ...bounds,
      flowName: call.run.flowName,
      settings: plan.settings,
      openSink: await use.openSink(plan, call, delivery, bounds.signal),
      objects: [{ key: objectOf(from), position: 0, etag: '', sizeBytes: 0, bytes: answers() }],
      numbers: stage.numbers,
    })
    if (position !== undefined && !isLeftOff) {
      const next = { ...stage, position, calls, numbers, delivery: plan.to && delivery }
      return { figures, continuations: [payloadOf(next)] }
    }
    if (!isLeftOff) checkDelivery(plan.to, delivery, figures)
    return { figures }
  },
})
