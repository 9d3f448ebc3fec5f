import { declares, type Effects } from '../declarations/effects.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Context, Environment, Scope } from '../invocation/context.ts'
import { outboundClient, type OutboundAnswer, type OutboundCall } from '../outbound/outbound-client.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Calls hosts that users name. */
    callsOut?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    callOut: E['callsOut'] extends true ? CallOutNow : never
  }
}

/** A call with the headers that depend on when it is sent (ISO 8601), as a signature does. Throws `OutboundError`. */
type CallOutNow = (call: OutboundCall & { sign?: (at: string) => Record<string, string> }) => Promise<OutboundAnswer>

const clientOf = clientFor((env: Environment) => outboundClient({ allowedRanges: env.outboundRanges }))

/** Calls hosts on the internet, and in ranges that the installation allows. */
export default {
  name: 'outbound',
  isFor: declares('callsOut'),
  context: ({ services: { env, now } }: Scope): Pick<Context<{ callsOut: true }>, 'callOut'> => ({
    callOut: ({ sign, ...call }) =>
      clientOf(env)(sign ? { ...call, headers: { ...call.headers, ...sign(now().toISOString()) } } : call),
  }),
} satisfies Capability
