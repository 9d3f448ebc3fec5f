import { declares, type Effects } from '../declarations/effects.ts'
import type { Call, Capability, Context, Scope, Services } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Reads users and keeps count of wrong passwords. */
    checksPasswords?: true
  }
}

/** Where users and attempts are kept, and where an attempt comes from. */
export type SigningIn = Pick<Services, 'table' | 'now'> & Pick<Call, 'source'>

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** What `signIn` (credentials/passwords.ts) checks a password with. Only with the effect `checksPasswords`. */
    signingIn: E['checksPasswords'] extends true ? SigningIn : never
  }
}

/** Checks passwords. */
export default {
  name: 'passwords',
  isFor: declares('checksPasswords'),
  grants: ({ checksPasswords }) =>
    checksPasswords
      ? [
          { action: 'dynamodb:GetItem', entities: ['user'] },
          { action: 'dynamodb:UpdateItem', entities: ['login-attempts'] },
        ]
      : [],
  context: ({ call, services: { table, now } }: Scope): Pick<Context<{ checksPasswords: true }>, 'signingIn'> => ({
    signingIn: { table, now, source: call.source },
  }),
} satisfies Capability
