import { declares, type Effects, type Named } from '../declarations/effects.ts'
import type { SecretName } from '../declarations/resources.ts'
import { readSecret } from '../credentials/secrets.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Context, Environment, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    secrets?: readonly SecretName[]
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    /** The AWS secret that holds each secret of the installation. */
    'secret:master-key': string
    'secret:admin-password': string
  }
  interface Context<E extends Effects, Answer> {
    secret: (name: Named<E, 'secrets'> & SecretName) => Promise<string>
  }
}

/** Reads the installation's secrets, each once. */
export default {
  name: 'secrets',
  isFor: declares('secrets'),
  grants: ({ secrets = [] }) =>
    secrets.map((secret) => ({ actions: ['secretsmanager:GetSecretValue'], on: `secret:${secret}` as const })),
  variables: {
    'secret:master-key': 'SLUICE_SECRET_MASTER_KEY',
    'secret:admin-password': 'SLUICE_SECRET_ADMIN_PASSWORD',
  },
  told: ({ secrets = [] }) => secrets.map((secret) => `secret:${secret}` as const),
  context: ({ services: { env } }: Scope): Pick<Context<{ secrets: SecretName[] }>, 'secret'> => ({
    secret: secretsOf(env),
  }),
} satisfies Capability

/** The secrets of an environment. */
export const secretsOf = clientFor((env: Environment) => {
  const known = new Map<SecretName, Promise<string>>()
  return (name: SecretName): Promise<string> => {
    const value = known.get(name) ?? readSecret(env, name)
    known.set(name, value)
    // A failed look-up is not kept: the next call asks again.
    value.catch(() => known.delete(name))
    return value
  }
})
