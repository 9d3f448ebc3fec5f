import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { clientConfig } from '#store/dynamo.ts'
import { clientFor } from './clients.ts'
import type { Environment } from './context.ts'

export type InvokeFunction = (env: Environment, name: string, event: unknown) => Promise<unknown>

const lambdaOf = clientFor((env) => new LambdaClient(clientConfig(env)))

/** Invokes a function of this installation by its name in the registry. Throws what its handler threw, by name. */
export const invokeFunction: InvokeFunction = async (env, name, event) => {
  const { Payload, FunctionError } = await lambdaOf(env).send(
    new InvokeCommand({ FunctionName: `${env.functionPrefix}${name}`, Payload: JSON.stringify(event) }),
  )
  const answer: unknown = Payload && Payload.length > 0 ? JSON.parse(Buffer.from(Payload).toString()) : null
  if (!FunctionError) return answer
  const { errorType = 'Error', errorMessage = '' } = answer as { errorType?: string; errorMessage?: string }
  throw Object.assign(new Error(`${name} failed: ${errorMessage}`), { name: errorType })
}
