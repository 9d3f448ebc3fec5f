import { invalid } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { refusal } from '../dialect.ts'
import { FlowId } from '../types.ts'

/** The kind of a stop; looked at by `isHard`, as other commands may have any. */
export const StopType = t.optional(t.unknown())

export const FlowIds = t.optional(t.nullable(t.array(FlowId)))

export const mostFlows = 1000

/** Whether a stop of this type drops what is in hand: 0 and, left out, no; 1 yes. Refused with `input-invalid` for any other. */
export function isHard(type: unknown): boolean {
  if (type === undefined || type === 0) return false
  if (type !== 1) throw invalid(['type'], 'type must be 0 for a soft stop or 1 for a hard one.')
  return true
}

/** The ids that are named, each once; undefined for all flows. Refused with `flow-ids-invalid` when they are too many. */
export function namedFlows(ids: readonly string[] | null | undefined): string[] | undefined {
  if (!ids || ids.length === 0) return undefined
  const named = [...new Set(ids)]
  refuseTooMany(named.length)
  return named
}

export function refuseTooMany(count: number): void {
  if (count > mostFlows)
    throw refusal('flow-ids-invalid', `A command takes at most ${mostFlows} flows. Name some in flow_ids.`)
}
