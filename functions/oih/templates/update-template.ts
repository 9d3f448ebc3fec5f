import { findTemplate } from '#app/templates/find-template.ts'
import { updateTemplate } from '#core/templates/write-template.ts'
import * as t from '#runtime/declarations/schema.ts'
import { asOwners, membersOf, readContent, withOwners } from '../_dialect/bodies/flow.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { idOf, saying } from '../_dialect/refusals.ts'
import { Id, NoMeta } from '../_dialect/types.ts'
import { asTemplateContent, givenOf, TemplateView, templateView } from '../_dialect/views/template.ts'

/** Replaces members of a template in any status: those that are given, each as a whole; its status, too. */
export default operation({
  name: 'UpdateTemplate',
  route: 'PATCH /templates/{id}',
  example: {
    request: { id: '<hubTemplateId>', template: { status: 'published' } },
    answer: { data: { ...examples.template, status: 'published' }, meta: {} },
  },
  permission: 'templates.edit',
  input: t.object({ id: Id, template: t.optional(t.unknown()) }),
  body: 'template',
  output: t.object({ data: TemplateView, meta: NoMeta }),
  fails: ['template-not-found'],
  effects: { updates: ['template'] },
  uses: { findTemplate },
  async run({ id: given, template: body }, { caller, actor, use, commit }) {
    const id = idOf(given)
    const template = await saying('Template not found', () => use.findTemplate(id))
    const members = { ...givenOf(template), ...membersOf(body, 'template') }
    const content = readContent(withOwners(members, asOwners(caller)), 'template')
    const { after, change } = updateTemplate(template, asTemplateContent(content), actor)
    return commit(change, { data: templateView(after), meta: {} })
  },
})
