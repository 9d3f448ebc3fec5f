import { readFlowPage } from '#app/flows/read-flow-page.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { page, paged, pageQuery, readList } from './_dialect/paging.ts'
import { ConfigurationView, configurationView } from './_dialect/views/configuration.ts'

/** Lists the configurations of all flows, whichever API they were made through, in the order of adding; or a page of them. */
export default operation({
  name: 'ListConfigurations',
  route: 'GET /flows',
  example: { request: { limit: 10 }, answer: [examples.configuration] },
  permission: 'flows.read',
  input: t.object(page),
  query: pageQuery,
  output: t.array(ConfigurationView),
  fails: ['answer-too-large'],
  effects: { reads: ['flow'], readsMany: ['definition'], queriesChildren: ['definition'] },
  uses: { readFlowPage },
  async run(asked, { base, use, findFlow, readDefinitions }) {
    const show = async (flows: Awaited<ReturnType<typeof use.readFlowPage>>['flows']) => {
      const definitions = await readDefinitions(flows)
      return flows.flatMap((flow) => {
        const definition = definitions.get(flow.id)
        // One that is gone by now is left out.
        return definition ? [configurationView(flow, definition)] : []
      })
    }
    const { items, next } = await readList({ find: findFlow, read: use.readFlowPage, show }, asked)
    return paged(items, `${base}/flows`, next)
  },
})
