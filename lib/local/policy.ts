import type { Statement } from '#inventory/effects-policy.ts'
import { fitsWildcard } from './wildcard.ts'

/** One thing a request does: the action, what it is done to, and the partition keys it touches. */
export interface Act {
  action: string
  resource: string
  leadingKeys?: string[]
  /** The service a role is passed to. */
  passedTo?: string
}

/** Whether some statement allows an act, as IAM decides it for the statements we derive. */
export const allows = (
  statements: readonly Statement[],
  { action, resource, leadingKeys = [], passedTo }: Act,
): boolean =>
  statements.some(
    (statement) =>
      statement.Action.includes(action) &&
      isLike(statement.Resource, resource) &&
      [undefined, passedTo].includes(statement.Condition?.StringEquals?.['iam:PassedToService']) &&
      leadingKeys.every((key) => keysOf(statement).some((pattern) => isLike(pattern, key))),
  )

const keysOf = ({ Condition }: Statement): string[] =>
  Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? ['*']

/** IAM's StringLike: `*` for any text, `?` for one character. */
export const isLike = (pattern: string, text: string): boolean =>
  fitsWildcard(
    pattern
      .split('')
      .map((one) => (one === '*' ? { kind: 'any' } : one === '?' ? { kind: 'one' } : { kind: 'literal', text: one })),
    text,
  )
