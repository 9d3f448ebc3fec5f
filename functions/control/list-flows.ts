import { isKept } from '#core/runs/last-run.ts'
import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { FlowSummary, flowSummary } from './_dialect/views/flow.ts'

/** Lists the tenant's flows, whichever dialect made them, oldest first, each with its newest run. */
export default operation({
  name: 'ListFlows',
  route: 'GET /flows',
  example: { request: {}, answer: { flows: [examples.flowSummary] } },
  permission: 'flows.read',
  watchable: true,
  input: t.strictObject(page),
  query: pageQuery,
  output: t.object({ flows: t.array(FlowSummary), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['flow'], readsMany: ['last-run'] },
  async run({ maxResults = pageSize, nextToken }, { caller, at, list, readMany }) {
    const after = readPageToken('flows', caller.tenant, nextToken)
    const { items, next } = await list.flow({ limit: maxResults, after })
    const runs = (await readMany['last-run'](items.map(({ id }) => id))).filter((run) => isKept(run, at))
    const lastRuns = new Map(runs.map((run) => [run.flowId, run]))
    return {
      flows: items.map((flow) => flowSummary(flow, lastRuns.get(flow.id))),
      nextToken: writePageToken('flows', caller.tenant, next),
    }
  },
})
