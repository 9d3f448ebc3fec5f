import { InvokeCommand, LambdaClient, type InvokeCommandOutput } from '@aws-sdk/client-lambda'
import { allowedTag, type FunctionAnswer } from '#core/components/function-call.ts'
import { StepError } from '#core/runs/step-error.ts'
import { clientConfig } from '#store/dynamo.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'
import { isOutage } from '../invocation/outages.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Invokes Lambda functions that users name, of those the operator has tagged `sluice:component` = `allowed`. */
    invokesComponents?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    invokeComponent: E['invokesComponents'] extends true ? InvokeComponent : never
  }
}

interface Invocation {
  functionName: string
  /** JSON. */
  event: string
  timeoutSeconds: number
  signal: AbortSignal
}

/** Invokes a function and waits for it. Throws a `StepError` when it could not be invoked or did not answer in time. */
type InvokeComponent = (invocation: Invocation) => Promise<FunctionAnswer>

// Steps are tried again by the queue. A client that does so too would invoke a function again that may be at work.
const lambdaOf = clientFor((env) => new LambdaClient({ ...clientConfig(env), maxAttempts: 1 }))

/** Invokes functions of this account and region that are tagged for it. */
export default {
  name: 'component-functions',
  isFor: declares('invokesComponents'),
  grants: ({ invokesComponents }) =>
    invokesComponents ? [{ actions: ['lambda:InvokeFunction'], on: 'accountFunctions', tagged: allowedTag }] : [],
  context: ({ services: { env } }: Scope): Pick<Context<{ invokesComponents: true }>, 'invokeComponent'> => ({
    async invokeComponent({ functionName, event, timeoutSeconds, signal }) {
      const abortSignal = AbortSignal.any([AbortSignal.timeout(timeoutSeconds * 1000), signal])
      try {
        const command = new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(event) })
        return readAnswer(await lambdaOf(env).send(command, { abortSignal }))
      } catch (error) {
        throw abortSignal.aborted
          ? new StepError(`The function ${functionName} did not answer in time.`, { retry: true }, error)
          : failureOf(functionName, error)
      }
    },
  }),
} satisfies Capability

function readAnswer({ Payload, FunctionError }: InvokeCommandOutput): FunctionAnswer {
  const answer: unknown = Payload && Payload.length > 0 ? JSON.parse(Buffer.from(Payload).toString()) : null
  if (!FunctionError) return { answer }
  const { errorType = 'Error', errorMessage = '' } = (answer ?? {}) as { errorType?: string; errorMessage?: string }
  return { failure: errorMessage === '' ? errorType : errorMessage }
}

/** Why a function was not invoked, in words for whoever reads the run. What may pass is tried again. */
function failureOf(functionName: string, error: unknown): unknown {
  const { name = '' } = error as { name?: string }
  const final = (message: string) => new StepError(message, {}, error)
  if (name === 'AccessDeniedException')
    return final(`The function ${functionName} is not one that the operator has tagged sluice:component = allowed.`)
  if (name === 'ResourceNotFoundException') return final(`There is no function ${functionName}.`)
  if (name === 'RequestTooLargeException') return final(`The event is too large for the function ${functionName}.`)
  if (isOutage(error) || name === 'TooManyRequestsException')
    return new StepError(`The function ${functionName} cannot be invoked for now (${name}).`, { retry: true }, error)
  return error
}
