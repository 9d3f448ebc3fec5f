import { invalid } from '#core/errors.ts'
import type { FlowFilter } from '#core/flows/select-flows.ts'
import * as t from '#runtime/declarations/schema.ts'
import { FlowReference } from '../types.ts'
import { MadeBy, Status, TriggerKind } from '../views/flow.ts'

/** So many flows one command is for at most. */
export const mostFlows = 1000

/** Which flows a command is for: named ones, or those that fit a filter, of which a page at a time. */
export const flowSelection = {
  flows: t.optional(t.array(FlowReference).check(t.minLength(1), t.maxLength(mostFlows))),
  filter: t.optional(
    t.strictObject({
      madeBy: t.optional(MadeBy),
      status: t.optional(Status),
      triggerKind: t.optional(TriggerKind),
      tag: t.optional(
        t.strictObject({ key: t.string().check(t.maxLength(128)), value: t.string().check(t.maxLength(256)) }),
      ),
    }),
  ),
  nextToken: t.optional(t.string().check(t.maxLength(2048))),
}

interface Selection {
  flows?: string[]
  filter?: FlowFilter
  nextToken?: string
}

/** Throws `input-invalid` unless flows are named or a filter is given, and not both. */
export function readSelection({ flows, filter, nextToken }: Selection): { flows: string[] } | { filter: FlowFilter } {
  if (flows && filter) throw invalid(['filter'], 'Either flows or a filter is given, not both.')
  if (flows && nextToken !== undefined) throw invalid(['nextToken'], 'A nextToken goes on with a filter.')
  if (filter) return { filter }
  if (flows) return { flows: [...new Set(flows)] }
  throw invalid(['flows'], 'Name flows, or give a filter.', 'missing')
}
