import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Is told where the dialects' APIs are. */
    addresses?: true
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    /** Where each dialect's API is, if that is not where this one is: a JSON object. */
    addresses: string
  }
  interface Context<E extends Effects, Answer> {
    /** Scheme and host of a dialect's API; nothing for one that is where this one is. */
    addressOf: E['addresses'] extends true ? (dialect: string) => string : never
  }
}

/** Says where the dialects' APIs are. */
export default {
  name: 'addresses',
  isFor: declares('addresses'),
  variables: { addresses: 'SLUICE_ADDRESSES' },
  context({ services: { env } }: Scope): Pick<Context<{ addresses: true }>, 'addressOf'> {
    const addresses = JSON.parse(env.addresses || '{}') as Record<string, string>
    return { addressOf: (dialect) => addresses[dialect] ?? '' }
  },
} satisfies Capability
