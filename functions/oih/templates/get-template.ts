import { findTemplate } from '#app/templates/find-template.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { idOf, saying } from '../_dialect/refusals.ts'
import { Id, NoMeta } from '../_dialect/types.ts'
import { TemplateView, templateView } from '../_dialect/views/template.ts'

/** Returns a template. */
export default operation({
  name: 'GetTemplate',
  route: 'GET /templates/{id}',
  example: { request: { id: '<hubTemplateId>' }, answer: { data: examples.template, meta: {} } },
  permission: 'templates.read',
  input: t.object({ id: Id }),
  output: t.object({ data: TemplateView, meta: NoMeta }),
  fails: ['template-not-found'],
  uses: { findTemplate },
  async run({ id: given }, { use }) {
    const id = idOf(given)
    return { data: templateView(await saying('Template not found', () => use.findTemplate(id))), meta: {} }
  },
})
