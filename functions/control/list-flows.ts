import { selectFlows } from '#app/flows/select-flows.ts'
import { isKept } from '#core/runs/last-run.ts'
import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { FlowSummary, flowSummary, MadeBy, Status, TriggerKind } from './_dialect/views/flow.ts'

/**
 * Lists the tenant's flows, whichever dialect made them, oldest first, each with its newest run: all of them, or those that fit
 * everything that is given. A page of some may hold fewer than were asked for, and none, while `nextToken` says that more are to come.
 */
export default operation({
  name: 'ListFlows',
  route: 'GET /flows',
  example: { request: {}, answer: { flows: [examples.flowSummary] } },
  permission: 'flows.read',
  watchable: true,
  input: t.strictObject({
    madeBy: t.optional(MadeBy),
    status: t.optional(Status),
    triggerKind: t.optional(TriggerKind),
    ...page,
  }),
  query: ['madeBy', 'status', 'triggerKind', ...pageQuery],
  output: t.object({ flows: t.array(FlowSummary), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['flow'], readsMany: ['last-run'] },
  uses: { selectFlows },
  async run({ maxResults = pageSize, nextToken, ...filter }, { caller, at, list, readMany, use }) {
    const after = readPageToken('flows', caller.tenant, nextToken)
    const isFiltered = Object.values(filter).some((one) => one !== undefined)
    const { items, next } = isFiltered
      ? await use.selectFlows(filter, maxResults, after)
      : await list.flow({ limit: maxResults, after })
    const runs = (await readMany['last-run'](items.map(({ id }) => id))).filter((run) => isKept(run, at))
    const lastRuns = new Map(runs.map((run) => [run.flowId, run]))
    return {
      flows: items.map((flow) => flowSummary(flow, lastRuns.get(flow.id))),
      nextToken: writePageToken('flows', caller.tenant, next),
    }
  },
})
