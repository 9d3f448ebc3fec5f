import { componentNotFound } from '#core/components/component.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { ComponentId } from './_dialect/views/component.ts'

/** Removes a registered component; steps of flows that need it fail until there is one under its id again. */
export default operation({
  name: 'DeleteComponent',
  route: 'DELETE /components/{componentId}',
  example: { request: { componentId: '<componentId>' }, answer: {} },
  permission: 'components.edit',
  input: t.strictObject({ componentId: ComponentId }),
  output: t.object({}),
  fails: ['component-not-found'],
  effects: { reads: ['component'], deletes: ['component'] },
  async run({ componentId }, { read, commit }) {
    const before = await read.component(componentId)
    if (!before) throw componentNotFound(componentId)
    return commit([{ kind: 'delete', entity: 'component', before }], {})
  },
})
