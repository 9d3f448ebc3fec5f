import { selectRuns } from '#app/runs/select-runs.ts'
import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { FlowReference } from './_dialect/types.ts'
import { RunStatus, runStatuses, RunSummary, runSummary } from './_dialect/views/run.ts'

const Time = t.iso.datetime({ offset: true }).check(t.maxLength(40))

/**
 * Lists the tenant's runs, newest first: all of them, or those of a flow, with any of some statuses, begun from one time on and
 * before another. A page may hold fewer than were asked for, and none, while `nextToken` says that more are to come.
 */
export default operation({
  name: 'ListRuns',
  route: 'GET /runs',
  example: { request: { status: ['in-progress'] }, answer: { runs: [examples.runSummary] } },
  permission: 'runs.read',
  watchable: true,
  input: t.strictObject({
    flow: t.optional(FlowReference),
    status: t.optional(t.array(RunStatus).check(t.minLength(1), t.maxLength(runStatuses.length))),
    from: t.optional(Time),
    to: t.optional(Time),
    ...page,
  }),
  query: ['flow', 'status', 'from', 'to', ...pageQuery],
  output: t.object({ runs: t.array(RunSummary), nextToken: t.optional(t.string()) }),
  fails: ['flow-not-found', 'page-token-invalid'],
  uses: { selectRuns },
  async run({ maxResults = pageSize, nextToken, status, ...filter }, { caller, use }) {
    const after = readPageToken('runs', caller.tenant, nextToken)
    const { runs, next } = await use.selectRuns({ ...filter, statuses: status }, maxResults, after)
    return { runs: runs.map(runSummary), nextToken: writePageToken('runs', caller.tenant, next) }
  },
})
