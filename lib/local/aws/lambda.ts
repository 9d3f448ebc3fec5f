import type { LocalFunctions } from '../functions.ts'
import type { Invocations } from '../invocations.ts'
import { decoded } from '../http.ts'
import { functionArn, functionNameIn } from '../names.ts'
import { AwsError, authorise, json, type AwsService } from './protocol.ts'

const route = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/

/** Lambda: Invoke, at once, as an event, or as a dry run. */
export const lambdaService = (functions: LocalFunctions, invocations: Invocations): AwsService => ({
  name: 'lambda',
  matches: ({ path }) => path.startsWith('/2015-03-31/functions/'),
  async handle(request) {
    const name = functionNameIn(decoded(route.exec(request.path)?.[1] ?? '') ?? '')
    if (request.method !== 'POST' || !name)
      throw new AwsError('UnknownOperationException', 'Only Invoke is available here.', 404)
    // No function here has a tag, so what a grant demands one for is refused.
    authorise(request, { action: 'lambda:InvokeFunction', resource: functionArn(name) })
    if (!functions.names.includes(name))
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn(name)}`, 404)
    const event = readPayload(request.body)
    const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse'
    if (type === 'DryRun') return { status: 204, body: '' }
    if (type === 'Event') {
      await invocations.accept(name, event)
      return { status: 202, body: '' }
    }
    const headers = { 'content-type': 'application/json', 'x-amz-executed-version': '$LATEST' }
    try {
      return { status: 200, headers, body: JSON.stringify((await functions.invoke(name, event)) ?? null) }
    } catch (error) {
      const { name: errorType, message: errorMessage, stack = '' } = error as Error
      const trace = stack.split('\n')
      return {
        ...json({ errorType, errorMessage, trace }),
        headers: { ...headers, 'x-amz-function-error': 'Unhandled' },
      }
    }
  },
})

function readPayload(body: Buffer): unknown {
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString())
  } catch (error) {
    throw new AwsError(
      'InvalidRequestContentException',
      `Could not parse request body into json: ${(error as Error).message}`,
    )
  }
}
