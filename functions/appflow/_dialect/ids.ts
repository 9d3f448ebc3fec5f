import { DomainError } from '#core/errors.ts'
import { flowArn } from '#core/flows/arns.ts'
import type { Call } from '#runtime/invocation/context.ts'

/** The flow name in an ARN of this account and region. Any other well-formed ARN names nothing here. */
export function flowNameOf(call: Call, resourceArn: string): string {
  const prefix = flowArn(call, '')
  if (!resourceArn.startsWith(prefix)) throw resourceNotFound(resourceArn)
  return resourceArn.slice(prefix.length)
}

export const resourceNotFound = (arn: string): DomainError =>
  new DomainError('flow-not-found', `There is no resource ${arn}.`)
