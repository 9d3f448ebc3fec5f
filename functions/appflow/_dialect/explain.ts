import type { Problem } from '#core/errors.ts'

/** The order in which AppFlow checks a member (docs/dialects/appflow.md 2); the message names the first kind first. */
const order: Problem['kind'][] = ['type', 'missing', 'length', 'range', 'pattern', 'enum', 'unknown', 'other']

/** Problems in AWS's familiar wording: `2 validation errors detected: Value at 'flowName' failed to satisfy …`. */
export function explain(problems: Problem[]): string {
  const sorted = [...problems].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  const [only] = sorted
  if (sorted.length === 1 && only?.kind === 'other') return only.message
  const count = sorted.length === 1 ? '1 validation error' : `${sorted.length} validation errors`
  const sentences = sorted.map(
    ({ path, kind, message }) =>
      `Value at '${path.join('.')}' failed to satisfy constraint: ${kind === 'other' ? message : `Member ${message}`}`,
  )
  return `${count} detected: ${sentences.join('; ')}`
}
