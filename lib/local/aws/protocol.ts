import { safeParse, type output, type ZodMiniType } from 'zod/mini'
import type { Statement } from '#inventory/effects-policy.ts'
import { allows, type Act } from '../policy.ts'

/** A request to one of the AWS endpoints, its signature already verified. */
export interface AwsRequest {
  method: string
  /** Decoded of nothing: as sent, without the query. */
  path: string
  query: URLSearchParams
  headers: Record<string, string | undefined>
  body: Buffer
  who: Identity
}

/**
 * Who signed: one of the product's functions, with its policy; somebody who has assumed a role; or an administrator's access
 * key, who may do all.
 */
export type Identity =
  | { kind: 'function'; name: string; policy: Statement[] }
  | { kind: 'session'; name: string; policy: Statement[]; role: string; tags: Record<string, string> }
  | { kind: 'administrator'; name: string }

export interface AwsAnswer {
  status: number
  headers?: Record<string, string>
  body: string | Buffer
}

/** One emulated service. `matches` is asked with what tells services apart; the first one takes the request. */
export interface AwsService {
  name: string
  matches: (request: Pick<AwsRequest, 'path' | 'headers'>) => boolean
  handle: (request: AwsRequest) => Promise<AwsAnswer>
  /** Its form of an error, where that is not JSON. */
  renderError?: (error: Pick<AwsError, 'name' | 'message' | 'status'>, requestId: string) => AwsAnswer
}

/** A service's own error. Rendered as JSON with `__type`, and in the header REST-JSON clients read. */
export class AwsError extends Error {
  readonly status: number
  /** The code under which clients know the error from the time when the service spoke the Query protocol. */
  readonly queryCode: string | undefined
  constructor(name: string, message: string, status = 400, queryCode?: string) {
    super(message)
    this.name = name
    this.status = status
    this.queryCode = queryCode
  }
}

export const json = (value: unknown, status = 200): AwsAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value ?? {}),
})

/** Refuses what the signer's policy does not allow, naming function, action and resource as AWS does. */
export function authorise({ who }: Pick<AwsRequest, 'who'>, ...acts: Act[]): void {
  if (who.kind === 'administrator') return
  const refused = acts.find((act) => !allows(who.policy, act))
  if (refused) {
    throw new AwsError(
      'AccessDeniedException',
      `User: ${who.kind}/${who.name} is not authorized to perform: ${refused.action} on resource: ${refused.resource} because no identity-based policy allows the ${refused.action} action`,
    )
  }
}

/** The action after the dot in `x-amz-target`. */
export const actionOf = ({ headers }: Pick<AwsRequest, 'headers'>): string =>
  headers['x-amz-target']?.split('.').at(-1) ?? ''

/**
 * A JSON service dispatches on the action; actions the product has no use for are not there. `input` is the shape of what
 * any of them takes: members of other types are refused before an action sees them.
 */
export function dispatch<Input extends ZodMiniType>(
  input: Input,
  actions: Record<string, (input: output<Input>, request: AwsRequest) => Promise<unknown>>,
) {
  return async (request: AwsRequest): Promise<AwsAnswer> => {
    const action = Object.hasOwn(actions, actionOf(request)) ? actions[actionOf(request)] : undefined
    if (!action) throw new AwsError('UnknownOperationException', `${actionOf(request)} is not available here.`)
    return json(await action(conforming(input, parseBody(request)), request))
  }
}

/** A value of a shape. Throws what AWS answers when a member is of another type. */
export function conforming<Shape extends ZodMiniType>(shape: Shape, value: unknown): output<Shape> {
  const parsed = safeParse(shape, value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new AwsError('SerializationException', `${issue?.path.join('.') || 'The body'}: ${issue?.message}`)
}

/** What a text is as JSON; undefined for one that is none. */
export function fromJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/** Headers that AWS reads and that were not signed: whoever adds them is not the signer. */
export const unsignedHeaders = (headers: AwsRequest['headers'], signedNames: readonly string[]): string[] =>
  Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !signedNames.includes(name))

export function parseBody({ body }: Pick<AwsRequest, 'body'>): Record<string, unknown> {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString())
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Told below, like any other body that is no object.
  }
  throw new AwsError('SerializationException', 'The body is not a JSON object.')
}
