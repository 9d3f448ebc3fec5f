import { readCatalogue } from '#app/flows/read-catalogue.ts'
import { flowLifecycle } from '#core/flows/lifecycle.ts'
import * as t from '#runtime/declarations/schema.ts'
import { listMembers, listQuery, pageOf, readListQuery, withinSize } from '../_dialect/bodies/list-query.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { PageMeta } from '../_dialect/paging.ts'
import { Filter } from '../_dialect/types.ts'
import { FlowView, listedView } from '../_dialect/views/flow.ts'
import { flowWords } from '#core/hub/flow-document.ts'

const shownAs = (word: string) => flowLifecycle.states.filter((state) => flowWords[state] === word)
const words = { active: shownAs('active'), 1: shownAs('active'), inactive: shownAs('inactive'), 0: shownAs('inactive') }

/** Lists flows, whichever API they were made through: those that fit all filters, in the order that is asked for, a page of them. */
export default operation({
  name: 'ListFlows',
  route: 'GET /flows',
  example: { request: { pageSize: '10' }, answer: { data: [examples.flow], meta: examples.meta } },
  permission: 'flows.read',
  input: t.object({ ...listMembers, fromTemplate: Filter }),
  query: { ...listQuery, fromTemplate: 'filter[fromTemplate]' },
  output: t.object({ data: t.array(FlowView), meta: PageMeta }),
  fails: ['page-too-large'],
  effects: { readsMany: ['definition'], queriesChildren: ['definition'] },
  uses: { readCatalogue },
  async run(given, { caller, use, readDefinitions }) {
    const query = readListQuery(given, words, caller, true)
    const { entries, meta } = pageOf(await use.readCatalogue('flow'), query)
    const definitions = await readDefinitions(entries)
    const data = entries.flatMap((entry) => {
      const definition = definitions.get(entry.id)
      // One that is gone by now is left out.
      return definition ? [listedView(entry, definition)] : []
    })
    return withinSize({ data, meta })
  },
})
