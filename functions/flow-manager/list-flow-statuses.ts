import { readFlowPage } from '#app/flows/read-flow-page.ts'
import { reportedTask } from '#core/flows/settle-hosted-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { page, paged, pageQuery, readList } from './_dialect/paging.ts'
import { StatusView, statusView } from './_dialect/views/status.ts'

/** So many runs in progress are looked at for current tasks, the newest. */
const mostRuns = 1000

/** Returns how all flows are, by their ids, or a page of them. */
export default operation({
  name: 'ListFlowStatuses',
  route: 'GET /flows/status',
  example: { request: { limit: 10 }, answer: { 'line-1': examples.status } },
  permission: 'flows.read',
  input: t.object(page),
  query: pageQuery,
  output: t.record(t.string(), StatusView),
  fails: ['answer-too-large'],
  effects: { reads: ['flow'], queriesRuns: true, readsStandings: true },
  uses: { readFlowPage },
  async run(asked, { base, runs, use, findFlow, standingsOfMany }) {
    const inProgress = (await runs.list(['in-progress'], { limit: mostRuns })).runs
    // The newest of each flow comes first.
    const newest = new Map(inProgress.toReversed().map((run) => [run.flowId, run]))
    const show = async (flows: Awaited<ReturnType<typeof use.readFlowPage>>['flows']) => {
      const standings = await standingsOfMany(flows)
      return flows.map((flow) =>
        flow.isHosted
          ? statusView(flow, reportedTask(flow, standings.get(flow.id) ?? []))
          : statusView(flow, newest.get(flow.id)?.currentStep),
      )
    }
    const { items, next } = await readList({ find: findFlow, read: use.readFlowPage, show }, asked)
    const statuses = Object.fromEntries(items.map((one) => [one.flow_id, one]))
    return paged(statuses, `${base}/flows/status`, next)
  },
})
