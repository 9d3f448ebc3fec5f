import { findTemplate } from '#app/templates/find-template.ts'
import { deleteTemplate } from '#core/templates/write-template.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { idOf, saying } from '../_dialect/refusals.ts'
import { Id } from '../_dialect/types.ts'

/** Deletes a template, whatever its status. Flows that were generated from it stay. */
export default operation({
  name: 'DeleteTemplate',
  route: 'DELETE /templates/{id}',
  example: { request: { id: '<hubTemplateId>' }, answer: { msg: 'Template was successfully deleted' } },
  permission: 'templates.edit',
  input: t.object({ id: Id }),
  output: t.object({ msg: t.string() }),
  fails: ['template-not-found'],
  effects: { deletes: ['template'], creates: ['template-tombstone'], updates: ['tally'] },
  uses: { findTemplate },
  async run({ id: given }, { actor, use, commit }) {
    const id = idOf(given)
    const template = await saying('Template not found', () => use.findTemplate(id))
    return commit(deleteTemplate(template, actor).change, { msg: 'Template was successfully deleted' })
  },
})
