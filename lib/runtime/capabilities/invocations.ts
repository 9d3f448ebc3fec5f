import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { clientConfig } from '#store/dynamo.ts'
import { declares } from '../declarations/effects.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Environment } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Invokes the functions of a dialect, to which it hands on what came under another path. Of fallbacks; nobody declares it. */
    invokes?: string
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    /** What functions' names begin with in this installation. */
    functionPrefix: string
  }
}

export type InvokeFunction = (env: Environment, name: string, event: unknown) => Promise<unknown>

const lambdaOf = clientFor((env) => new LambdaClient(clientConfig(env)))

/** Invokes functions of this installation. A fallback, which has no context, is given the capability itself. */
export default {
  name: 'invocations',
  isFor: declares('invokes'),
  grants: ({ invokes }) =>
    invokes ? [{ actions: ['lambda:InvokeFunction'], on: `functions:${invokes}` as const }] : [],
  variables: { functionPrefix: 'SLUICE_FUNCTION_PREFIX' },
  invoke,
} satisfies Capability & { invoke: InvokeFunction }

/** Invokes a function by its name in the registry. Throws what its handler threw, by name. */
async function invoke(env: Environment, name: string, event: unknown): Promise<unknown> {
  const { Payload, FunctionError } = await lambdaOf(env).send(
    new InvokeCommand({ FunctionName: `${env.functionPrefix}${name}`, Payload: JSON.stringify(event) }),
  )
  const answer: unknown = Payload && Payload.length > 0 ? JSON.parse(Buffer.from(Payload).toString()) : null
  if (!FunctionError) return answer
  const { errorType = 'Error', errorMessage = '' } = answer as { errorType?: string; errorMessage?: string }
  throw Object.assign(new Error(`${name} failed: ${errorMessage}`), { name: errorType })
}
