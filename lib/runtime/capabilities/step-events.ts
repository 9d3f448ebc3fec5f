import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { stepEventSource, type StepEvent } from '#core/components/step-event.ts'
import { StepError } from '#core/runs/step-error.ts'
import { clientConfig } from '#store/dynamo.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Publishes events of flows, under a source that is never ours. */
    publishesStepEvents?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** Throws a `StepError` for an event that was not taken. */
    publishStepEvent: E['publishesStepEvents'] extends true ? (event: StepEvent) => Promise<void> : never
  }
}

const busOf = clientFor((env) => new EventBridgeClient(clientConfig(env)))

/** Publishes what flows say on the installation's bus. */
export default {
  name: 'step-events',
  isFor: declares('publishesStepEvents'),
  grants: ({ publishesStepEvents }) => (publishesStepEvents ? [{ actions: ['events:PutEvents'], on: 'bus' }] : []),
  variables: { busName: 'SLUICE_BUS' },
  context: ({ services: { env } }: Scope): Pick<Context<{ publishesStepEvents: true }>, 'publishStepEvent'> => ({
    async publishStepEvent({ detailType, detail }) {
      const entry = { Source: stepEventSource, DetailType: detailType, EventBusName: env.busName, Detail: detail }
      const { Entries: [result] = [] } = await busOf(env).send(new PutEventsCommand({ Entries: [entry] }))
      // PutEvents answers 200 for an event it did not take.
      if (result?.ErrorCode)
        throw new StepError(`The bus did not take the event (${result.ErrorCode}).`, { retry: true })
    },
  }),
} satisfies Capability
