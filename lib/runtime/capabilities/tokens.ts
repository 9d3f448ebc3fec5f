import { declares } from '../declarations/effects.ts'
import type { Capability } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Keeps the records of client tokens. Follows from `clientToken`; nobody declares it. */
    keepsTokens?: true
  }
}

/** Keeps what was answered under a client token. The invocation itself does so (invoke-operation.ts). */
export default {
  name: 'tokens',
  isFor: declares('keepsTokens'),
  grants: ({ keepsTokens }) =>
    keepsTokens
      ? [
          { action: 'dynamodb:PutItem', entities: ['token'] },
          { action: 'dynamodb:GetItem', entities: ['token'] },
        ]
      : [],
} satisfies Capability
