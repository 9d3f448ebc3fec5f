import { defaultPlacement } from '#app/flows/default-placement.ts'
import { findTemplate } from '#app/templates/find-template.ts'
import * as t from '#runtime/declarations/schema.ts'
import { isMembers } from '#core/hub/content.ts'
import { isAbsent } from '../_dialect/bodies/casts.ts'
import { deepMerge } from '../_dialect/bodies/deep-merge.ts'
import { invalid } from '../_dialect/bodies/flow.ts'
import { newFlow } from '../_dialect/bodies/new-flow.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { idOf, saying } from '../_dialect/refusals.ts'
import { Id, NoMeta } from '../_dialect/types.ts'
import { FlowView, flowView } from '../_dialect/views/flow.ts'
import { givenOf } from '../_dialect/views/template.ts'

/** Creates a flow from a template, with what is given laid over it: objects by their names, lists by position. */
export default operation({
  name: 'GenerateFlow',
  route: 'POST /templates/{id}/generate',
  example: {
    request: { id: '<hubTemplateId>', flow: { name: 'B to C' } },
    answer: { data: { ...examples.flow, name: 'B to C', fromTemplate: '<hubTemplateId>' }, meta: {} },
  },
  permission: 'flows.edit',
  input: t.object({ id: Id, flow: t.optional(t.unknown()) }),
  body: 'flow',
  output: t.object({ data: FlowView, meta: NoMeta }),
  status: 201,
  fails: ['template-not-found', 'flow-quota-exceeded'],
  effects: { creates: ['flow', 'flow-pointer', 'flow-alias', 'definition'], updates: ['tally'] },
  uses: { findTemplate, defaultPlacement },
  async run({ id: given, flow: laidOver }, context) {
    const id = idOf(given)
    const template = await saying('Template not found', () => context.use.findTemplate(id))
    if (!isAbsent(laidOver) && !isMembers(laidOver)) throw invalid(['Flows are JSON objects.'])
    const merged = deepMerge(givenOf(template), laidOver ?? {}) as Record<string, unknown>
    const placement = await context.use.defaultPlacement('oih')
    const body = { ...merged, status: undefined, fromTemplate: id }
    const { after, definition, change } = newFlow(body, placement, context)
    return context.commit(change, { data: flowView(after, definition), meta: {} })
  },
})
