import { defaultPlacement } from '#app/flows/default-placement.ts'
import { may } from '#core/users/permissions.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import * as t from '#runtime/declarations/schema.ts'
import { newFlow } from '../_dialect/bodies/new-flow.ts'
import { operation, refusal } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { entryOf } from '../_dialect/refusals.ts'
import { NoMeta, Refused } from '../_dialect/types.ts'
import { FlowView, flowView } from '../_dialect/views/flow.ts'

/** Creates a flow, or one for each member of a list; a member that is refused does not stop the others. */
export default operation({
  name: 'CreateFlow',
  route: 'POST /flows',
  example: { request: { flow: examples.given }, answer: { data: examples.flow, meta: {} } },
  permission: 'flows.edit',
  input: t.object({ flow: t.optional(t.unknown()) }),
  body: 'flow',
  output: t.object({ data: t.union([FlowView, t.array(t.union([FlowView, Refused]))]), meta: NoMeta }),
  status: 201,
  fails: ['bulk-denied', 'flow-quota-exceeded'],
  effects: { creates: ['flow', 'flow-pointer', 'flow-alias', 'definition'], updates: ['tally'] },
  uses: { defaultPlacement },
  async run({ flow }, context) {
    const { caller, commit, use } = context
    const placement = await use.defaultPlacement('oih')
    const make = async (body: unknown) => {
      const { after, definition, change } = newFlow(body, placement, context)
      return commit(change, { data: flowView(after, definition), meta: {} })
    }
    if (!Array.isArray(flow)) return make(flow)
    if (!may(caller, 'flows.bulk') && !may(caller, 'tenant.all'))
      throw refusal('bulk-denied', 'User is missing permission for bulk operations')
    const data = []
    // One after the other: ids rise in the order of the list.
    for (const body of flow as unknown[]) {
      const made = await retryOnConflict(() => make(body)).catch(entryOf)
      data.push('data' in made ? made.data : made)
    }
    return { data, meta: {} }
  },
})
