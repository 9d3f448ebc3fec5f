import { createTemplate } from '#core/templates/write-template.ts'
import * as t from '#runtime/declarations/schema.ts'
import { asOwners, membersOf, readContent, withOwners } from '../_dialect/bodies/flow.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { NoMeta } from '../_dialect/types.ts'
import { asTemplateContent, TemplateView, templateView } from '../_dialect/views/template.ts'

/** Creates a template that flows can be generated from. */
export default operation({
  name: 'CreateTemplate',
  route: 'POST /templates',
  example: { request: { template: examples.given }, answer: { data: examples.template, meta: {} } },
  permission: 'templates.edit',
  input: t.object({ template: t.optional(t.unknown()) }),
  body: 'template',
  output: t.object({ data: TemplateView, meta: NoMeta }),
  status: 201,
  fails: ['template-quota-exceeded'],
  effects: { creates: ['template'], updates: ['tally'] },
  async run({ template: body }, { caller, actor, newId, commit }) {
    const { organisation, tenant } = caller
    const members = membersOf(body, 'template')
    // A template belongs to the caller's organisation by this member, and not by an owner, as a flow does.
    const owned = organisation === undefined ? members : { ...members, tenant: organisation }
    const content = readContent(withOwners(owned, asOwners(caller)), 'template')
    const { after, change } = createTemplate({ tenant, id: newId(), content: asTemplateContent(content) }, actor)
    return commit(change, { data: templateView(after), meta: {} })
  },
})
