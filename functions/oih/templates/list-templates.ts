import { readCatalogue } from '#app/flows/read-catalogue.ts'
import * as t from '#runtime/declarations/schema.ts'
import { listMembers, listQuery, pageOf, readListQuery, withinSize } from '../_dialect/bodies/list-query.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { PageMeta } from '../_dialect/paging.ts'
import { TemplateView, templateView } from '../_dialect/views/template.ts'

const words = { 1: ['published'], 0: ['draft'] }

/** Lists templates: those that fit all filters, in the order that is asked for, a page of them. */
export default operation({
  name: 'ListTemplates',
  route: 'GET /templates',
  example: { request: { pageSize: '10' }, answer: { data: [examples.template], meta: examples.meta } },
  permission: 'templates.read',
  input: t.object(listMembers),
  query: listQuery,
  output: t.object({ data: t.array(TemplateView), meta: PageMeta }),
  fails: ['page-too-large'],
  effects: { readsMany: ['template'] },
  uses: { readCatalogue },
  async run(given, { caller, use, readMany }) {
    const query = readListQuery(given, words, caller, false)
    const { entries, meta } = pageOf(await use.readCatalogue('template'), query)
    const templates = new Map((await readMany.template(entries.map(({ id }) => id))).map((one) => [one.id, one]))
    const data = entries.flatMap(({ id }) => {
      const template = templates.get(id)
      // One that is gone by now is left out.
      return template ? [templateView(template)] : []
    })
    return withinSize({ data, meta })
  },
})
