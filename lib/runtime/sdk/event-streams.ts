/**
 * Stands in for `@smithy/core/event-streams` in the functions' bundles (lib/stacks/lean-sdk.ts). The SDK loads it for
 * operations whose input or output is an event stream; no function calls one.
 */
const refuse = (): never => {
  throw new Error('A function’s bundle has no event streams: see lib/stacks/lean-sdk.ts.')
}

export class EventStreamSerde {
  constructor() {
    refuse()
  }
}

export const eventStreamSerdeProvider = refuse

/** S3's client calls this as it is made, and uses what it would add for event streams only. */
export const resolveEventStreamSerdeConfig = <Config>(config: Config): Config => config
