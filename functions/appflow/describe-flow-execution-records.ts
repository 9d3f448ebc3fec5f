import { findFlow } from '#app/flows/find-flow.ts'
import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { FlowName, MaxResults, NextToken } from './_dialect/types.ts'
import { ExecutionRecord, executionRecord } from './_dialect/views/run.ts'

const pageSize = 20

/** Lists the runs of a flow of any dialect, newest first, a page at a time: how each stands and what it has done. */
export default operation({
  name: 'DescribeFlowExecutionRecords',
  route: 'POST /describe-flow-execution-records',
  example: {
    request: { flowName: '<flowName>' },
    answer: { flowExecutions: [examples.execution] },
  },
  permission: 'flows.read',
  input: t.object({ flowName: FlowName, maxResults: t.optional(MaxResults), nextToken: t.optional(NextToken) }),
  output: t.object({ flowExecutions: t.array(ExecutionRecord), nextToken: t.optional(t.string()) }),
  fails: ['flow-not-found', 'page-token-invalid'],
  effects: { queriesRuns: true },
  uses: { findFlow },
  async run({ flowName, maxResults = pageSize, nextToken }, context) {
    const { id } = await context.use.findFlow({ handle: flowName })
    const list = `runs of ${id}`
    const { tenant } = context.caller
    const before = readPageToken(list, tenant, nextToken)
    const { runs, next } = await context.runs.ofFlow(id, { limit: maxResults, before })
    return { flowExecutions: runs.map(executionRecord), nextToken: writePageToken(list, tenant, next) }
  },
})
