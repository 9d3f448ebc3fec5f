import { componentNotFound } from '#core/components/component.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { ComponentId, ComponentView, componentView } from './_dialect/views/component.ts'

/** Returns a registered component, without its signing secret. */
export default operation({
  name: 'GetComponent',
  route: 'GET /components/{componentId}',
  example: { request: { componentId: '<componentId>' }, answer: examples.component },
  permission: 'components.read',
  watchable: true,
  input: t.strictObject({ componentId: ComponentId }),
  output: ComponentView,
  fails: ['component-not-found'],
  effects: { reads: ['component'] },
  async run({ componentId }, { read }) {
    const component = await read.component(componentId)
    if (!component) throw componentNotFound(componentId)
    return componentView(component)
  },
})
