import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { clientConfig } from '#store/dynamo.ts'
import { declares } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Services } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Of the relay only; an operation touches nothing but the table. */
    publishes?: true
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    busName: string
  }
}

/** What is published. */
export interface BusEvent {
  /** `sluice` unless it says otherwise. */
  source?: string
  type: string
  at: string
  detail: object
  /** ARNs. */
  resources?: string[]
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    publish: (event: BusEvent) => Promise<void>
  }
}

const busOf = clientFor((env) => new EventBridgeClient(clientConfig(env)))

/** Publishes events on the installation's bus. */
export default {
  name: 'events',
  isFor: declares('publishes'),
  grants: ({ publishes }) => (publishes ? [{ actions: ['events:PutEvents'], on: 'bus' }] : []),
  variables: { busName: 'SLUICE_BUS' },
  relay: ({ env }: Services): Pick<RelayContext, 'publish'> => ({
    async publish({ source = 'sluice', type, at, detail, resources }) {
      const event = {
        Source: source,
        DetailType: type,
        Time: new Date(at),
        EventBusName: env.busName,
        Detail: JSON.stringify(detail),
        Resources: resources,
      }
      const { Entries: [result] = [] } = await busOf(env).send(new PutEventsCommand({ Entries: [event] }))
      // PutEvents answers 200 for an event it did not take.
      if (result?.ErrorCode) throw Object.assign(new Error(result.ErrorMessage), { name: result.ErrorCode })
    },
  }),
} satisfies Capability
