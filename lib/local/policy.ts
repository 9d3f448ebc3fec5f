import { own } from '#core/own.ts'
import type { Statement } from '#inventory/effects-policy.ts'
import { fitsWildcard } from './wildcard.ts'

/** One thing a request does: the action, what it is done to, and the partition keys it touches. */
export interface Act {
  action: string
  resource: string
  leadingKeys?: string[]
  /** The service a role is passed to. */
  passedTo?: string
  /** The tags of what it is done to. */
  tags?: Readonly<Record<string, string>>
}

/** Whether some statement allows an act, as IAM decides it for the statements we derive. */
export const allows = (
  statements: readonly Statement[],
  { action, resource, leadingKeys = [], passedTo, tags = {} }: Act,
): boolean =>
  statements.some(
    (statement) =>
      statement.Action.includes(action) &&
      isLike(statement.Resource, resource) &&
      Object.entries(statement.Condition?.StringEquals ?? {}).every(
        ([key, value]) => value === (key === 'iam:PassedToService' ? passedTo : own(tags, tagIn(key))),
      ) &&
      leadingKeys.every((key) => keysOf(statement).some((pattern) => isLike(pattern, key))),
  )

const tagIn = (key: string): string => key.replace(/^aws:ResourceTag\//, '')

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
