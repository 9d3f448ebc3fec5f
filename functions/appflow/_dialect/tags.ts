import { DomainError, invalid } from '#core/errors.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { Call } from '#runtime/invocation/context.ts'
import { flowArn } from './flow.ts'
import { mostTags } from './types.ts'

/** The flow name in an ARN of this account and region. Any other well-formed ARN names nothing here. */
export function flowNameOf(call: Call, resourceArn: string): string {
  const prefix = flowArn(call, '')
  if (!resourceArn.startsWith(prefix)) throw resourceNotFound(resourceArn)
  return resourceArn.slice(prefix.length)
}

export const resourceNotFound = (arn: string): DomainError =>
  new DomainError('flow-not-found', `There is no resource ${arn}.`)

/** Adds tags, the new value winning. Throws `input-invalid` past 50 in all. */
export function mergeTags(flow: Flow, added: Record<string, string>): Record<string, string> {
  const tags = { ...flow.tags, ...added }
  if (Object.keys(tags).length > mostTags) throw invalid(['tags'], `A flow has at most ${mostTags} tags.`)
  return tags
}
