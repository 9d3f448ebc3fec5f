import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { FlowDefinition, listView } from './_dialect/views/flow.ts'
import { MaxResults, NextToken } from './_dialect/types.ts'

const pageSize = 20

/** Lists flows with their newest runs, oldest first, a page at a time. */
export default operation({
  name: 'ListFlows',
  route: 'POST /list-flows',
  example: {
    request: { maxResults: 10 },
    answer: {
      flows: [
        {
          ...examples.flow,
          sourceConnectorType: 'Salesforce',
          destinationConnectorType: 'S3',
          triggerType: 'Scheduled',
        },
      ],
    },
  },
  permission: 'flows.read',
  input: t.object({ maxResults: t.optional(MaxResults), nextToken: t.optional(NextToken) }),
  output: t.object({ flows: t.array(FlowDefinition), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['flow'], readsMany: ['last-run'] },
  async run({ maxResults = pageSize, nextToken }, context) {
    const { tenant } = context.caller
    const after = readPageToken('flows', tenant, nextToken)
    const page = await context.list.flow({ limit: maxResults, after })
    const lastRuns = await context.readMany['last-run'](page.items.map(({ id }) => id))
    const lastRunOf = new Map(lastRuns.map((run) => [run.flowId, run]))
    return {
      flows: page.items.map((flow) => listView(context, flow, lastRunOf.get(flow.id))),
      nextToken: writePageToken('flows', tenant, page.next),
    }
  },
})
