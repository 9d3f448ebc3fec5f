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

/** Invokes functions of this installation. A fallback, which has no context, is given `invokeFunction` itself. */
export default {
  name: 'invocations',
  isFor: declares('invokes'),
  grants: ({ invokes }) =>
    invokes ? [{ actions: ['lambda:InvokeFunction'], on: `functions:${invokes}` as const }] : [],
  environment: () => ['functionPrefix'],
} satisfies Capability

export type InvokeFunction = (env: Environment, name: string, event: unknown) => Promise<unknown>

const lambdaOf = clientFor((env) => new LambdaClient(clientConfig(env)))

/** Invokes a function by its name in the registry. Throws what its handler threw, by name. */
export const invokeFunction: InvokeFunction = async (env, name, event) => {
  const { Payload, FunctionError } = await lambdaOf(env).send(
    new InvokeCommand({ FunctionName: `${env.functionPrefix}${name}`, Payload: JSON.stringify(event) }),
  )
  const answer: unknown = Payload && Payload.length > 0 ? JSON.parse(Buffer.from(Payload).toString()) : null
  if (!FunctionError) return answer
  const { errorType = 'Error', errorMessage = '' } = answer as { errorType?: string; errorMessage?: string }
  throw Object.assign(new Error(`${name} failed: ${errorMessage}`), { name: errorType })
}
