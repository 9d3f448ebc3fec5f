import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { ComponentView, componentView } from './_dialect/views/component.ts'

/** Lists the tenant's registered components, oldest first, without their signing secrets. */
export default operation({
  name: 'ListComponents',
  route: 'GET /components',
  example: { request: {}, answer: { components: [examples.component] } },
  permission: 'components.read',
  watchable: true,
  input: t.strictObject(page),
  query: pageQuery,
  output: t.object({ components: t.array(ComponentView), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['component'], readsMany: ['component'] },
  async run({ maxResults = pageSize, nextToken }, { caller, list, readMany }) {
    const after = readPageToken('components', caller.tenant, nextToken)
    const { items, next } = await list.component({ limit: maxResults, after })
    const components = new Map(
      (await readMany.component(items.map(({ id }) => id))).map((component) => [component.id, component]),
    )
    return {
      components: items.flatMap(({ id }) => components.get(id) ?? []).map(componentView),
      nextToken: writePageToken('components', caller.tenant, next),
    }
  },
})
